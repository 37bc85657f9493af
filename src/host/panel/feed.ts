/**
 * What the parts that feed the panel have in common: whom they ask, what they look at, where they send.
 */
import type { ToPanel } from '../../processes/panelMessages';
import type { Problems } from '../problems';
import type { Inspecting } from './inspectorClient';
import type { ShownText } from './shownText';

/** What each feed is made from. */
export interface FeedParts {
  readonly inspector: Inspecting;
  /** The text that heads look at, as of now. */
  readonly text: () => ShownText | undefined;
  readonly post: (message: ToPanel) => void;
  readonly problems: Pick<Problems, 'explain' | 'show' | 'report' | 'inBackground'>;
}
