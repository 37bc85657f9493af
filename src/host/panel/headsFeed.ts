/**
 * Sends the panel the maps of all heads for the line under the cursor: anew when the cursor moves, when
 * the run drops a new snapshot, and when another checkpoint or head is chosen.
 */
import { stat } from 'node:fs/promises';
import type { HeadAddress } from '../../heads/headAddress';
import type { TextRequest } from '../../processes/inspectorCalls';
import type { MapsResponse } from '../../processes/panelMessages';
import {
  PRODUCT_BLOCK,
  type Weights,
  enlargedHead,
  latentPathOf,
  productOfMaps,
} from '../../processes/shownHeads';
import { RunFolder } from '../../runs/runFolder';
import { problemWords } from '../problemWords';
import type { FeedParts } from './feed';
import { type ModelSelection, weightsOf } from './modelSelection';
import { NO_TEXT, type ShownText } from './shownText';

/** How often to look for a new snapshot; trainers drop one every two seconds. */
const INTERVAL_MS = 500;

/** How long the cursor must rest on a question before it is answered: an answer holds up the next maps. */
const REST_MS = 250;

const DOING = 'Reading the heads';

/** Sends `heads` messages to the panel while the heads page is shown, and why there are none. */
export class HeadsFeed {
  private selection: ModelSelection | undefined;
  private timer: NodeJS.Timeout | undefined;
  private busy = false;
  private asked = 0;
  private answered = 0;
  /** The text whose maps are shown. */
  private shown = '';
  private seen = 0;
  /** Ends the rest of the cursor that is waited for. */
  private move: (() => void) | undefined;

  constructor(private readonly parts: FeedParts) {}

  /** Whose heads are shown. */
  get selected(): ModelSelection | undefined {
    return this.selection;
  }

  /** Shows these heads from now on; nobody's when left out. */
  show(selection: ModelSelection | undefined): void {
    const { problems } = this.parts;
    this.selection = selection;
    clearInterval(this.timer);
    this.timer = selection
      ? setInterval(() => {
          problems.inBackground(this.refreshIfNew(), DOING);
        }, INTERVAL_MS)
      : undefined;
    problems.inBackground(this.refresh(), DOING);
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
    const { selection } = this;
    // What was opened by its path is trained by nobody.
    if (!selection || selection.open || !(await weightsOf(selection)).newest) return;
    const changed = await changeTime(new RunFolder(selection.run).weights);
    if (changed !== this.seen) await this.refresh();
  }

  private async send(): Promise<void> {
    const { selection, parts } = this;
    const text = parts.text();
    if (!selection) return;
    if (!text) {
      parts.post({ kind: 'noHeads', run: selection.run, reason: NO_TEXT, logged: false });
      return;
    }
    try {
      await this.sendMaps(selection, text);
    } catch (error) {
      const explained = parts.problems.explain(error, DOING);
      if (explained && this.selection === selection)
        parts.post({
          kind: 'noHeads',
          run: selection.run,
          reason: problemWords(explained.sentence).sentence,
          logged: explained.logged,
        });
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

  private async sendMaps(selection: ModelSelection, text: ShownText): Promise<void> {
    const { inspector, post } = this.parts;
    this.seen = await changeTime(new RunFolder(selection.run).weights);
    const { file, checkpoints } = await weightsOf(selection);
    const { text: line, question, wording, source, file: path } = text;
    const request = { ...askedOf(selection, file), text: line, question, ...(wording ? { wording } : {}) };
    const show = async (of: TextRequest) => {
      const response = await inspector.call('maps', of);
      // People may have turned to another run meanwhile.
      if (this.selection?.run !== selection.run) return undefined;
      const place = { source, ...(path === undefined ? {} : { file: path }) };
      post({ kind: 'heads', view: { run: selection.run, checkpoints, ...place, ...response } });
      return response;
    };
    // Another line shows its question at once; the answer follows, unless the cursor has moved on.
    const isNew = line !== this.shown;
    this.shown = line;
    if ((question || selection.open) && isNew) {
      await show({ ...request, unanswered: true });
      if (!(await this.rested())) return;
    }
    const response = await show(request);
    if (response) await this.sendEnlarged(selection, request, response);
  }

  private async sendEnlarged(
    { run, head: chosen }: ModelSelection,
    request: TextRequest,
    { blocks }: MapsResponse,
  ): Promise<void> {
    const address = enlargedHead(blocks, chosen);
    const path = address.block === PRODUCT_BLOCK ? latentPathOf(blocks) : undefined;
    const exact = ({ block }: { readonly block: string }): Promise<Weights> =>
      this.parts.inspector.call('head', { ...request, head: { block, head: address.head } });
    const weights = path
      ? productOfMaps(await exact(path.up), await exact(path.down))
      : await exact(address satisfies HeadAddress);
    if (this.selection?.run === run) this.parts.post({ kind: 'head', weights: { ...address, ...weights } });
  }
}

/** Whose weights a request is about, and how that model goes on. */
export function askedOf(
  { open, goOn }: ModelSelection,
  checkpoint: string,
): Pick<TextRequest, 'checkpoint' | 'open' | 'goOn'> {
  return { checkpoint, ...(open ? { open, ...(goOn ? { goOn } : {}) } : {}) };
}

function changeTime(path: string): Promise<number> {
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
}
