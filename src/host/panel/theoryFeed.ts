/**
 * Sends the theory lab what it asks of this machine: its quantities on the open run’s heads, for the line
 * under the cursor, and the times of layers.
 */
import { stat } from 'node:fs/promises';
import { CallError } from '../../processes/calls';
import type { ToPanel } from '../../processes/panelMessages';
import { RunFolder } from '../../runs/runFolder';
import { COST_LENGTHS, type CostState, type MeasuredTime } from '../../theory/cost';
import type { ActiveText } from './activeText';
import type { HeadsWish } from './headsFeed';
import type { InspectorClient } from './inspectorClient';

/** How often to look for a new snapshot. Numbers are read slowly: less often than pictures change. */
const INTERVAL_MS = 2000;

/** The device that the inspector works on. */
const DEVICE = 'onnx-cpu';

/** See the header. */
export class TheoryFeed {
  private wish: HeadsWish | undefined;
  private timer: NodeJS.Timeout | undefined;
  /** What was sent last: a snapshot and a line. */
  private sent = '';
  private busy = false;
  /** Counts measurements, so that a newer one ends an older one. */
  private measurement = 0;

  constructor(
    private readonly inspector: InspectorClient,
    private readonly text: () => ActiveText | undefined,
    private readonly post: (message: ToPanel) => void,
  ) {}

  /** Measures these heads from now on; nobody’s when left out, which also ends the measuring of times. */
  show(wish: HeadsWish | undefined): void {
    this.wish = wish;
    this.sent = '';
    clearInterval(this.timer);
    this.timer = wish ? setInterval(() => void this.refresh(), INTERVAL_MS) : undefined;
    void this.refresh();
  }

  /** Sends the quantities anew if the text or the weights have changed. */
  async refresh(): Promise<void> {
    const { wish } = this;
    if (!wish || this.busy) return;
    this.busy = true;
    try {
      await this.sendQuantities(wish);
    } catch (error) {
      // Anything but a sentence for people is a bug; it is shown as well, since silence would help nobody.
      if (!(error instanceof CallError)) throw error;
      this.post({ kind: 'noQuantities', reason: error.message });
    } finally {
      this.busy = false;
    }
    // The person may have turned elsewhere meanwhile.
    if (this.wish && this.wish !== wish) await this.refresh();
  }

  /** Measures layers of these sizes, from short texts to long ones, and sends each time as it is known. */
  async measure(sizes: CostState): Promise<void> {
    const own = ++this.measurement;
    const times: MeasuredTime[] = [];
    const tell = (state: 'measuring' | 'done') => {
      this.post({ kind: 'cost', progress: { device: DEVICE, sizes, times: [...times], state } });
    };
    tell('measuring');
    try {
      for (const length of COST_LENGTHS) {
        times.push(...(await this.inspector.call('measureCost', { sizes, length })));
        if (own !== this.measurement) return;
        tell('measuring');
      }
    } catch (error) {
      // The inspector has ended, with its window or by its own fault: what is known stays.
      if (!(error instanceof CallError)) throw error;
    } finally {
      if (own === this.measurement) tell('done');
    }
  }

  dispose(): void {
    this.show(undefined);
    this.measurement++;
  }

  private async sendQuantities(wish: HeadsWish): Promise<void> {
    const text = this.text();
    if (!text) {
      this.post({
        kind: 'noQuantities',
        reason: 'Open a .tsv or .txt file: the line under its cursor is what the heads look at.',
      });
      return;
    }
    const folder = new RunFolder(wish.run);
    const checkpoint = wish.step === undefined ? folder.weights : folder.checkpoint(wish.step);
    const changed = await stat(checkpoint).then(
      ({ mtimeMs }) => mtimeMs,
      () => 0,
    );
    const now = JSON.stringify([checkpoint, changed, text]);
    if (now === this.sent) return;
    this.sent = now;
    const look = { checkpoint, text: text.text, question: text.question };
    const { step, heads } = await this.inspector.call('quantities', look);
    const source = { file: text.file, line: text.line };
    this.post({ kind: 'quantities', view: { run: wish.run, step, source, heads } });
  }
}
