/**
 * Forwards the panel's questions about heads to the inspector, with the run, the step and the line that
 * they are about, and its news back.
 */
import { CallError } from '../../processes/calls';
import type { AnalysisCall, AnalysisEvent } from '../../heads/analysisCall';
import type { HeadRequest } from '../../heads/kinds';
import type { ToPanel } from '../../processes/panelMessages';
import { RunFolder } from '../../runs/runFolder';
import type { ActiveText } from './activeText';
import type { HeadsWish } from './headsFeed';
import type { InspectorClient } from './inspectorClient';

/** Progress is told at most so often; a panel need not draw more. */
const INTERVAL_MS = 100;

/** What the questions are about. */
export interface AnalysisSubject {
  readonly wish: HeadsWish | undefined;
  readonly text: ActiveText | undefined;
}

/** See the header. */
export class AnalysisFeed {
  private readonly running = new Map<number, AbortController>();

  constructor(
    private readonly inspector: InspectorClient,
    private readonly subject: () => AnalysisSubject,
    private readonly post: (message: ToPanel) => void,
  ) {}

  /** Answers one question of the panel, known by its id. */
  async ask(id: number, request: HeadRequest): Promise<void> {
    const tell = (event: AnalysisEvent) => {
      this.post({ kind: 'analysis', event });
    };
    const call = analysisCall(this.subject(), request);
    if (!call) {
      tell({
        id,
        state: 'failed',
        problem: 'Open a .tsv file: the line under its cursor is what is analysed.',
      });
      return;
    }
    const controller = new AbortController();
    this.running.set(id, controller);
    let told = 0;
    const onProgress = (done: number, total: number) => {
      if (performance.now() - told < INTERVAL_MS) return;
      told = performance.now();
      tell({ id, state: 'running', done, total });
    };
    try {
      const finding = await this.inspector.call('analyse', call, { onProgress, signal: controller.signal });
      tell({ id, state: 'done', finding });
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      if (!controller.signal.aborted) tell({ id, state: 'failed', problem: error.message });
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
}

function analysisCall({ wish, text }: AnalysisSubject, request: HeadRequest): AnalysisCall | undefined {
  if (!wish || !text) return undefined;
  const folder = new RunFolder(wish.run);
  const { answer } = text;
  return {
    run: wish.run,
    checkpoint: wish.step === undefined ? folder.weights : folder.checkpoint(wish.step),
    line: { text: text.text, question: text.question, ...(answer === undefined ? {} : { answer }) },
    ...(text.question ? { file: text.path } : {}),
    request,
  };
}
