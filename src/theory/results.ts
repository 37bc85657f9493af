/**
 * What the theory lab asks of the host: its quantities on a real model’s heads, and the cost of layers on
 * this machine.
 */
import type { CostState, MeasuredTime } from './cost';
import type { KeySpread, MapQuantities } from './headQuantities';
import type { HeadAddress } from '../heads/headAddress';
import type { TextSource } from '../heads/textSource';

/** The theory’s quantities for one head and one text. */
export interface HeadQuantities extends HeadAddress, MapQuantities {
  /** Undefined where the head has no keys, or too few. */
  readonly keys: KeySpread | undefined;
}

/** All heads of the open run, for the line under the cursor. */
export interface ModelQuantities {
  /** The run's path. */
  readonly run: string;
  /** The step of the weights. */
  readonly step: number;
  readonly source: TextSource;
  readonly heads: readonly HeadQuantities[];
}

/** A measurement of layers: as many messages as there are lengths, then one that says it has ended. */
export interface CostProgress {
  readonly device: string;
  readonly sizes: CostState;
  /** What has been measured so far. */
  readonly times: readonly MeasuredTime[];
  readonly state: 'measuring' | 'done';
}
