/**
 * Answers what the panel asks about heads, with weights of its own: maps of newer weights that are asked for in
 * between do not change those that an analysis is in the middle of.
 */
import { readQuestions } from '../data/questions';
import type { Engine } from '../engine/engine';
import { readCheckpointHeader } from '../model/checkpoints/checkpoint';
import { CheckpointWeights } from '../model/checkpointWeights';
import type { Running } from '../model/running';
import { RunFolder } from '../runs/runFolder';
import { type AnalysisSubject, analyse } from './analyse';
import type { AnalysisCall } from './analysisCall';
import { type HeadPrograms, openHeadPrograms } from './headPrograms';
import { ANALYSES, type HeadResult } from './kinds';

interface OpenedModel {
  /** Which model it is. */
  readonly key: string;
  readonly programs: HeadPrograms;
  readonly checkpoints: CheckpointWeights;
}

/** Answers requests about heads. Its calls must come one after the other. */
export class HeadAnalyst {
  private opened: OpenedModel | undefined;

  constructor(private readonly engine: Engine) {}

  /** Answers one request. Throws a UserError when it cannot be answered. */
  async analyse(call: AnalysisCall, running: Running): Promise<HeadResult> {
    const { programs, checkpoints } = await this.open(call.checkpoint);
    const weights = await checkpoints.of(call.checkpoint);
    return answerCall({ programs, folder: new RunFolder(call.run), checkpoints, weights }, call, running);
  }

  /** Frees the model's programs and weights. */
  async dispose(): Promise<void> {
    await this.opened?.programs.dispose();
    this.opened?.checkpoints.dispose();
    this.opened = undefined;
  }

  private async open(checkpoint: string): Promise<OpenedModel> {
    const header = await readCheckpointHeader(checkpoint);
    const key = JSON.stringify([header.model, header.characters]);
    if (this.opened?.key === key) return this.opened;
    await this.dispose();
    const programs = await openHeadPrograms(this.engine, header);
    this.opened = { key, programs, checkpoints: new CheckpointWeights(this.engine, programs.model) };
    return this.opened;
  }
}

/** Answers a call about a model that is open. Throws a UserError when it cannot be answered. */
export async function answerCall(
  model: Omit<AnalysisSubject, 'line' | 'file'>,
  { request, file, line }: Pick<AnalysisCall, 'request' | 'file' | 'line'>,
  running: Running,
): Promise<HeadResult> {
  const { scope } = ANALYSES[request.what];
  const needsFile = scope === 'file' || scope === 'run';
  const questions = needsFile && file !== undefined ? await readQuestions(file) : undefined;
  const texts = { ...(line ? { line } : {}), ...(questions ? { file: questions } : {}) };
  return analyse({ ...model, ...texts }, request, running);
}
