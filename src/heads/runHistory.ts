/**
 * Analyses through all checkpoints of a run: how heads and facts came to be.
 */
import type { FactTimeline, HeadScoreTable } from './results';
import { UserError } from '../files/userError';
import type { RunFolder } from '../runs/runFolder';
import type { CheckpointWeights, Weights } from '../model/checkpointWeights';
import type { FileAnalyses } from './fileAnalyses';
import { type Running, partOf } from '../model/running';
import { formationsOf, type HeadFormation } from './formation/formations';
import type { TimelinePoint } from './formation/scoreTimeline';
import { TimelineTail } from './formation/timelineTail';
import { factTimeline } from './timeline';

/** Repeats an analysis at each checkpoint of a run; progress counts checkpoints. */
export class RunHistory {
  constructor(
    private readonly folder: RunFolder,
    private readonly checkpoints: CheckpointWeights,
  ) {}

  /** All heads' scores at each checkpoint, in rising order of steps. Throws a UserError without any. */
  scores(analyses: FileAnalyses, running: Running): Promise<readonly HeadScoreTable[]> {
    return this.each(running, (weights, part) => analyses.scores(weights, part));
  }

  /** When the run knew what. Throws a UserError without checkpoints, or without answers. */
  async timeline(analyses: FileAnalyses, running: Running): Promise<FactTimeline> {
    const facts = await this.each(running, (weights, part) => analyses.facts(weights, part));
    return factTimeline(analyses.answered, facts);
  }

  /**
   * What its heads became: from what the run wrote down itself, or by looking at its checkpoints.
   *
   * @param look Sees in the weights of one checkpoint what runs see while they learn
   */
  async formation(
    look: (weights: Weights, running: Running) => Promise<TimelinePoint>,
    running: Running,
  ): Promise<HeadFormation> {
    const written = new TimelineTail(this.folder);
    await written.read();
    const recorded = written.points.length > 0;
    const points = recorded ? written.points : await this.each(running, look);
    return { recorded, points, formations: formationsOf(points) };
  }

  private async each<Result>(
    running: Running,
    ask: (weights: Weights, running: Running) => Promise<Result>,
  ): Promise<readonly Result[]> {
    const steps = await this.folder.checkpointSteps();
    if (steps.length === 0) {
      throw new UserError(`${this.folder.path} has no checkpoints yet. They come while the run goes on.`);
    }
    const results: Result[] = [];
    for (const [index, step] of steps.entries()) {
      const weights = await this.checkpoints.of(this.folder.checkpoint(step));
      results.push(await ask(weights, partOf(running, index, 1, steps.length)));
      running.onProgress?.(index + 1, steps.length);
    }
    return results;
  }
}
