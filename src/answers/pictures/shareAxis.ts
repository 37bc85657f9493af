/**
 * The axis that most pictures of trust have: a share from 0 to 100 %.
 */
import type { Axis } from '../../charts/axis';

/** A picture's size in pixels. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** The axis of a share, by what it is a share of. */
export function shareAxis(label: string): Axis {
  return { label, from: 0, to: 1, scale: 'linear', form: 'share', ticks: [0, 0.25, 0.5, 0.75, 1] };
}
