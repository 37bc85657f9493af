/**
 * Forwards the panel's questions about heads to the inspector, with the run, the step and the line that
 * they are about, and back how far the answers are.
 */
import type { AnalysisCall, AnalysisEvent } from '../../heads/analysisCall';
import type { HeadFormation } from '../../heads/formation/formations';
import { ANALYSES, type HeadRequest } from '../../heads/kinds';
import { FIRST_GOING_ON } from '../../processes/openedByPath';
import { RunFolder } from '../../runs/runFolder';
import type { FeedParts } from './feed';
import { type ModelSelection, weightsOf } from './modelSelection';
import type { ShownText } from './shownText';

/** Progress is sent at most so often; a panel need not draw more. */
const INTERVAL_MS = 100;

/** Answers the panel’s requests about heads by the inspector; each can be cancelled by its number. */
export class AnalysisFeed {
  private readonly running = new Map<number, AbortController>();

  /** @param selected Which model is shown as of now. */
  constructor(
    private readonly parts: FeedParts,
    private readonly selected: () => ModelSelection | undefined,
  ) {}

  /** Answers one question of the panel, known by its id. */
  async ask(id: number, request: HeadRequest): Promise<void> {
    const { inspector, problems, text } = this.parts;
    const [selection, line] = [this.selected(), text()];
    // What a model is by itself, and what it became, can be asked with no text open.
    if (!selection || (!line && ANALYSES[request.what].scope !== 'model')) {
      const problem = 'Open a .tsv file: the line under its cursor is what is analysed.';
      this.post({ id, state: 'failed', problem, logged: false });
      return;
    }
    const controller = new AbortController();
    this.running.set(id, controller);
    try {
      const call = await analysisCall(selection, line, request);
      const running = { onProgress: this.progress(id), signal: controller.signal };
      const finding = await inspector.call('analyse', call, running);
      if (finding.what === 'formation') await this.postTimeline(call.run, finding.result);
      this.post({ id, state: 'done', finding });
    } catch (error) {
      const explained = problems.explain(error, 'The analysis');
      if (explained) {
        const { sentence, logged } = explained;
        this.post({ id, state: 'failed', problem: sentence, logged });
      }
    } finally {
      this.running.delete(id);
    }
  }

  /** The panel no longer wants to know. */
  cancel(id: number): void {
    this.running.get(id)?.abort();
  }

  /** Ends all: nobody looks any more. */
  dispose(): void {
    for (const controller of this.running.values()) controller.abort();
  }

  /** As for a run that followed its heads itself: whatever shows one shows the other. */
  private async postTimeline(run: string, { points, formations }: HeadFormation): Promise<void> {
    const checkpoints = await new RunFolder(run).checkpointSteps();
    this.parts.post({ kind: 'headTimeline', timeline: { run, points, formations, checkpoints } });
  }

  private post(event: AnalysisEvent): void {
    this.parts.post({ kind: 'analysis', event });
  }

  private progress(id: number): (done: number, total: number) => void {
    let posted = -Infinity;
    return (done, total) => {
      if (performance.now() - posted < INTERVAL_MS) return;
      posted = performance.now();
      this.post({ id, state: 'running', done, total });
    };
  }
}

async function analysisCall(
  selection: ModelSelection,
  text: ShownText | undefined,
  request: HeadRequest,
): Promise<AnalysisCall> {
  const weights = await weightsOf(selection);
  const { run, open } = selection;
  return {
    ...{ run, checkpoint: weights.file, ...(open ? { open } : {}) },
    ...(text ? textOf(text, selection) : {}),
    request,
  };
}

function textOf(
  { text, question, answer, file }: ShownText,
  { open, goOn = FIRST_GOING_ON }: ModelSelection,
): Pick<AnalysisCall, 'line' | 'file'> {
  const goesOn = open && !question ? { goOn: goOn.tokens } : {};
  return {
    line: { text, question, ...(answer === undefined ? {} : { answer }), ...goesOn },
    ...(file === undefined ? {} : { file }),
  };
}
