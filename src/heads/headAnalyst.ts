/**
 * Answers what the panel asks about heads, with weights of its own: a look at newer maps in between does
 * not change those that an analysis is in the middle of.
 */
import { AnalysisCache } from './analysisCache';
import { CheckpointWeights, type Weights } from '../model/checkpointWeights';
import { FileAnalyses } from './fileAnalyses';
import { type HeadLab, openLab } from './headLab';
import { RunHistory } from './runHistory';
import type { Running } from '../model/running';
import { TextAnalyses } from './textAnalyses';
import { readCheckpointHeader } from '../model/checkpoints/checkpoint';
import { readQuestions } from '../data/questions';
import type { Engine } from '../engine/engine';
import type { AnalysedLine, AnalysisCall, HeadFinding, HeadQuestion } from './headAnalysis';
import { UserError } from '../files/userError';
import { RunFolder } from '../runs/runFolder';

interface Bench {
  /** Which model it is for. */
  readonly key: string;
  readonly lab: HeadLab;
  readonly checkpoints: CheckpointWeights;
}

/** A question about a file, rather than about the line. */
type FileQuestion = Exclude<HeadQuestion, LineQuestion>;

type LineQuestion = Extract<HeadQuestion, { readonly what: 'silence' | 'rollout' | 'logits' }>;

/** See the header. Asks one at a time. */
export class HeadAnalyst {
  private bench: Bench | undefined;

  constructor(private readonly engine: Engine) {}

  /** Answers one question. Throws a UserError when it cannot be answered. */
  async analyse(call: AnalysisCall, running: Running): Promise<HeadFinding> {
    const bench = await this.benchFor(call.checkpoint);
    const weights = await bench.checkpoints.of(call.checkpoint);
    const { question } = call;
    switch (question.what) {
      case 'silence':
      case 'rollout':
      case 'logits':
        return aboutLine(question, call.line, bench.lab, weights);
      case 'scores':
      case 'overTime':
      case 'silencingTable':
      case 'patching':
      case 'timeline':
        return aboutFile(question, call, { ...bench, weights }, running);
    }
  }

  private async benchFor(checkpoint: string): Promise<Bench> {
    const header = await readCheckpointHeader(checkpoint);
    const key = JSON.stringify([header.model, header.characters]);
    if (this.bench?.key === key) return this.bench;
    await this.bench?.lab.dispose();
    this.bench?.checkpoints.dispose();
    const lab = await openLab(this.engine, header);
    this.bench = { key, lab, checkpoints: new CheckpointWeights(this.engine, lab.model) };
    return this.bench;
  }
}

async function aboutLine(
  question: LineQuestion,
  line: AnalysedLine,
  lab: HeadLab,
  weights: Weights,
): Promise<HeadFinding> {
  const analyses = new TextAnalyses(lab);
  switch (question.what) {
    case 'silence': {
      const silenced = question.heads.map(({ block, head }) => {
        return { block, head, layer: lab.model.blockNames.indexOf(block) };
      });
      return { what: 'silence', silencing: await analyses.silencing(weights, line, silenced) };
    }
    case 'rollout':
      return { what: 'rollout', view: await analyses.flow(weights, line) };
    case 'logits': {
      const contributions = await analyses.contributions(weights, line);
      if (contributions) return { what: 'logits', contributions };
      throw new UserError('The line is too short: a logit needs a character before it.');
    }
  }
}

async function aboutFile(
  question: FileQuestion,
  { run, file }: AnalysisCall,
  { lab, checkpoints, weights }: Bench & { readonly weights: Weights },
  running: Running,
): Promise<HeadFinding> {
  if (file === undefined) {
    throw new UserError('This takes a file of questions. Open a .tsv file: question, tab, answer.');
  }
  const folder = new RunFolder(run);
  const analyses = new FileAnalyses(lab, await readQuestions(file), new AnalysisCache(folder));
  const history = new RunHistory(folder, checkpoints);
  const { what } = question;
  switch (what) {
    case 'scores':
      return { what, table: await analyses.scores(weights, running) };
    case 'overTime':
      return { what, tables: await history.scores(analyses, running) };
    case 'silencingTable':
      return { what, table: await analyses.silencingTable(weights, running) };
    case 'patching':
      return { what, table: await analyses.patching(weights, question.region, running) };
    case 'timeline':
      return { what, timeline: await history.timeline(analyses, running) };
  }
}
