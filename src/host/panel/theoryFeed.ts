/**
 * Sends the theory's pages what they ask of this machine: their quantities on the open run’s heads, for the
 * line under the cursor, and the times of layers.
 */
import { stat } from 'node:fs/promises';
import { COST_LENGTHS, type CostState, type MeasuredTime } from '../../theory/cost';
import type { FeedParts } from './feed';
import { askedOf } from './headsFeed';
import { type ModelSelection, weightsOf } from './modelSelection';
import { NO_TEXT } from './shownText';

/** How often to look for a new snapshot. Numbers are read slowly: less often than pictures change. */
const INTERVAL_MS = 2000;

const DOING = 'Measuring the heads';

/** Sends `quantities` and `cost` messages to the panel, and why there are none. */
export class TheoryFeed {
  private selection: ModelSelection | undefined;
  private timer: NodeJS.Timeout | undefined;
  /** What was sent last: a snapshot and a line. */
  private sent = '';
  private busy = false;
  /** Counts measurements, so that a newer one ends an older one. */
  private measurement = 0;

  constructor(private readonly parts: FeedParts) {}

  /** Measures these heads from now on; nobody’s when left out. */
  show(selection: ModelSelection | undefined): void {
    const { problems } = this.parts;
    const refresh = () => {
      problems.inBackground(this.refresh(), DOING);
    };
    this.selection = selection;
    this.sent = '';
    clearInterval(this.timer);
    this.timer = selection ? setInterval(refresh, INTERVAL_MS) : undefined;
    refresh();
  }

  /** Sends the quantities anew if the text or the weights have changed. */
  async refresh(): Promise<void> {
    const { selection, parts } = this;
    if (!selection || this.busy) return;
    this.busy = true;
    try {
      await this.sendQuantities(selection);
    } catch (error) {
      const explained = parts.problems.explain(error, DOING);
      if (explained && this.selection === selection)
        parts.post({
          kind: 'noQuantities',
          run: selection.run,
          reason: explained.sentence,
          logged: explained.logged,
        });
    } finally {
      this.busy = false;
    }
    // The person may have turned elsewhere meanwhile.
    if (this.selection && this.selection !== selection) await this.refresh();
  }

  /** Measures layers of these sizes, from short texts to long ones, and sends each time as it is known. */
  async measure(sizes: CostState): Promise<void> {
    const own = ++this.measurement;
    const { inspector, post } = this.parts;
    const times: MeasuredTime[] = [];
    let send = (_: 'measuring' | 'done'): void => undefined;
    try {
      const device = await inspector.call('device', {});
      if (own !== this.measurement) return;
      send = (state) => {
        post({ kind: 'cost', progress: { device, sizes, times: [...times], state } });
      };
      send('measuring');
      for (const length of COST_LENGTHS) {
        times.push(...(await inspector.call('measureCost', { sizes, length })));
        if (own !== this.measurement) return;
        send('measuring');
      }
      send('done');
    } catch (error) {
      if (own !== this.measurement) return;
      // What is known stays.
      send('done');
      const explained = this.parts.problems.explain(error, 'Measuring the layers');
      if (explained) post({ kind: 'noCost', reason: explained.sentence, logged: explained.logged });
    }
  }

  /** Ends all, the measuring of times included. */
  dispose(): void {
    this.show(undefined);
    this.measurement++;
  }

  private async sendQuantities(selection: ModelSelection): Promise<void> {
    const { inspector, post, text: shownText } = this.parts;
    const text = shownText();
    if (!text) {
      post({ kind: 'noQuantities', run: selection.run, reason: NO_TEXT, logged: false });
      return;
    }
    const { file } = await weightsOf(selection);
    const changed = await stat(file).then(
      ({ mtimeMs }) => mtimeMs,
      () => 0,
    );
    const now = JSON.stringify([file, changed, text]);
    if (now === this.sent) return;
    this.sent = now;
    const request = { ...askedOf(selection, file), text: text.text, question: text.question };
    const { step, heads } = await inspector.call('quantities', request);
    if (this.selection?.run !== selection.run) return;
    post({ kind: 'quantities', view: { run: selection.run, step, source: text.source, heads } });
  }
}
