/**
 * Sends the panel the maps of all heads for the line under the cursor: anew when the cursor moves, when
 * the run drops a new snapshot, and when another checkpoint or head is chosen.
 */
import { stat } from 'node:fs/promises';
import { CallError } from '../../processes/calls';
import type { Look } from '../../processes/inspectorCalls';
import type { ToPanel } from '../../processes/panelMessages';
import type { HeadAddress } from '../../heads/headAddress';
import { RunFolder } from '../../runs/runFolder';
import type { ActiveText } from './activeText';
import type { InspectorClient } from './inspectorClient';

/** Whose heads to show. */
export interface HeadsWish {
  readonly run: string;
  /** A checkpoint's step; the newest snapshot when left out. */
  readonly step?: number;
  /** The head to send in full precision. */
  readonly head?: HeadAddress;
}

/** How often to look for a new snapshot; trainers drop one every two seconds. */
const INTERVAL_MS = 500;

/** How long the cursor must rest on a question before it is answered: an answer holds up the next maps. */
const REST_MS = 250;

/** See the header. */
export class HeadsFeed {
  private wish: HeadsWish | undefined;
  private timer: NodeJS.Timeout | undefined;
  private busy = false;
  private asked = 0;
  private answered = 0;
  /** The text whose maps are shown. */
  private shown = '';
  private seen = 0;
  /** Ends the rest of the cursor that is waited for. */
  private move: (() => void) | undefined;

  constructor(
    private readonly inspector: InspectorClient,
    private readonly text: () => ActiveText | undefined,
    private readonly post: (message: ToPanel) => void,
  ) {}

  /** Whose heads are shown. */
  get wished(): HeadsWish | undefined {
    return this.wish;
  }

  /** Shows these heads from now on; nobody's when left out. */
  show(wish: HeadsWish | undefined): void {
    this.wish = wish;
    clearInterval(this.timer);
    this.timer = wish ? setInterval(() => void this.refreshIfNew(), INTERVAL_MS) : undefined;
    void this.refresh();
  }

  /** Asks for the maps again: the text has changed. Requests while one is under way become one. */
  async refresh(): Promise<void> {
    this.asked++;
    this.move?.();
    if (this.busy) return;
    this.busy = true;
    try {
      while (this.answered !== this.asked) {
        this.answered = this.asked;
        await this.send();
      }
    } finally {
      this.busy = false;
    }
  }

  dispose(): void {
    this.show(undefined);
  }

  private async refreshIfNew(): Promise<void> {
    const { wish } = this;
    if (!wish || wish.step !== undefined) return;
    const changed = await changeTime(new RunFolder(wish.run).weights);
    if (changed !== this.seen) await this.refresh();
  }

  private async send(): Promise<void> {
    const { wish } = this;
    const text = this.text();
    if (!wish) return;
    if (!text) {
      this.post({
        kind: 'noHeads',
        reason: 'Open a .tsv or .txt file: the line under its cursor is what the heads look at.',
      });
      return;
    }
    try {
      await this.sendMaps(wish, text);
    } catch (error) {
      // Anything but a sentence for people is a bug; it is shown as well, since silence would help nobody.
      if (!(error instanceof CallError)) throw error;
      this.post({ kind: 'noHeads', reason: error.message });
    }
  }

  /** Waits until the cursor has rested; false at once when it moves. */
  private rested(): Promise<boolean> {
    if (this.answered !== this.asked) return Promise.resolve(false);
    return new Promise((resolve) => {
      const rest = setTimeout(resolve, REST_MS, true);
      this.move = () => {
        clearTimeout(rest);
        resolve(false);
      };
    });
  }

  private async sendMaps(wish: HeadsWish, text: ActiveText): Promise<void> {
    const folder = new RunFolder(wish.run);
    const checkpoint = wish.step === undefined ? folder.weights : folder.checkpoint(wish.step);
    this.seen = await changeTime(folder.weights);
    const { text: line, question, wording } = text;
    const look = { checkpoint, text: line, question, ...(wording ? { wording } : {}) };
    const checkpoints = await folder.checkpointSteps();
    const source = { file: text.file, line: text.line };
    const show = async (of: Look) => {
      const looked = await this.inspector.call('maps', of);
      this.post({ kind: 'heads', view: { run: wish.run, checkpoints, source, ...looked } });
    };
    // Another line shows its question at once; the answer follows, unless the cursor has moved on.
    const isNew = line !== this.shown;
    this.shown = line;
    if (question && isNew) {
      await show({ ...look, unanswered: true });
      if (!(await this.rested())) return;
    }
    await show(look);
    if (!wish.head) return;
    const weights = await this.inspector.call('head', { ...look, head: wish.head });
    this.post({ kind: 'head', weights: { ...wish.head, ...weights } });
  }
}

function changeTime(path: string): Promise<number> {
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
}
