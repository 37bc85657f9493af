/**
 * Answers requests about heads, for the panel and the command line alike: one function for each row of
 * `kinds.ts`.
 */
import type { QuestionFile } from '../data/questions';
import type { CheckpointWeights, Weights } from '../model/checkpointWeights';
import type { Running } from '../model/running';
import { UserError } from '../files/userError';
import type { RunFolder } from '../runs/runFolder';
import { AnalysisCache, NO_CACHE } from './analysisCache';
import type { ModelMatrices } from './circuits/headMatrices';
import { vocabularyCircuits } from './circuits/vocabularyCircuits';
import { weightScores } from './circuits/weightScores';
import { FileAnalyses } from './fileAnalyses';
import { readProbedTokens } from './formation/probedTokens';
import { MODEL_LOOK_VERSION } from './formation/modelLook';
import { modelPoint } from './formation/modelPoint';
import { pointOf } from './formation/scoreTimeline';
import type { HeadAddress } from './headAddress';
import type { HeadPrograms } from './headPrograms';
import type { AnalysisName, HeadRequest, HeadResult, RequestOf, ResultOf } from './kinds';
import { repeatedScores } from './repeatedScores';
import type { HeadPlace } from './results';
import { RunHistory } from './runHistory';
import { type AnalysedText, TextAnalyses } from './textAnalyses';
import { unknownInFile, unknownInText } from './unknownCharacters';

/** What an analysis is about; each part is asked for by those that need it. */
export interface AnalysisSubject {
  readonly programs: HeadPrograms;
  /** Undefined for a model that is no run: nothing is kept, and there is no history. */
  readonly folder?: RunFolder;
  readonly checkpoints?: CheckpointWeights;
  readonly weights: Weights;
  readonly line?: AnalysedText;
  readonly file?: QuestionFile;
}

type Analyse<Name extends AnalysisName> = (
  subject: OpenSubject,
  request: RequestOf<Name>,
  running: Running,
) => Promise<ResultOf<Name>>;

const ANALYSE: { readonly [Name in AnalysisName]: Analyse<Name> } = {
  lineScores: async ({ line, weights, texts }) => {
    const heads = await texts.scores(weights, line);
    return { step: weights.progress.step, texts: 1, skipped: 0, heads };
  },
  scores: ({ file, weights }, _request, running) => file.scores(weights, running),
  repeatedScores: async ({ programs, weights, cache, probed }, _request, running) =>
    repeatedScores(programs, weights, cache, running, await probed()),
  overTime: ({ file, history }, _request, running) => history.scores(file, running),
  silence: ({ line, weights, texts, places }, { heads }) => texts.silencing(weights, line, places(heads)),
  lineSilencing: ({ line, weights, texts }, _request, running) =>
    texts.silencingTable(weights, line, running),
  silenceTogether: ({ file, weights, places }, { heads }, running) =>
    file.silencing(weights, places(heads), running),
  silencingTable: ({ file, weights }, _request, running) => file.silencingTable(weights, running),
  patching: ({ file, weights }, { region }, running) => file.patching(weights, region, running),
  rollout: ({ line, weights, texts }) => texts.flow(weights, line),
  meanRollout: ({ file, weights }, _request, running) => file.flow(weights, running),
  logits: async ({ line, weights, texts }) => {
    const contributions = await texts.contributions(weights, line);
    if (contributions) return contributions;
    throw new UserError('The line is too short: a logit needs a character before it.');
  },
  meanLogits: ({ file, weights }, _request, running) => file.contributions(weights, running),
  timeline: ({ file, history }, _request, running) => history.timeline(file, running),
  weights: async ({ matrices, weights, programs }) =>
    weightScores(await matrices(), weights.progress.step, programs.compositions),
  circuits: async ({ programs, weights, places, probed, matrices: read }, { heads }) => {
    const wanted = places(heads);
    const matrices = await read();
    const label = (token: number) => programs.vocabulary.label(token);
    // Of a token that was never read the weights say nothing.
    const among = await probed();
    return matrices.heads
      .filter(({ layer, head }) => wanted.some((place) => place.layer === layer && place.head === head))
      .map((head) => ({ step: weights.progress.step, ...vocabularyCircuits(head, matrices, label, among) }));
  },
  lens: ({ line, weights, texts }) => texts.lens(weights, line),
  formation: async ({ history, programs, cache, probed }, _request, running) => {
    const tokens = await probed();
    return history.formation(async (weights, part) => {
      const scores = await repeatedScores(programs, weights, cache, part, tokens);
      const key = { kind: 'model', version: MODEL_LOOK_VERSION, progress: weights.progress, file: 'weights' };
      const model = await cache.remember(key, modelPoint, async () =>
        programs.whole.at(await weights.store()),
      );
      return { ...pointOf(scores), model };
    }, running);
  },
};

/**
 * Answers one request.
 *
 * @throws UserError when it cannot be answered, or the subject lacks what it is about.
 */
export async function analyse(
  subject: AnalysisSubject,
  request: HeadRequest,
  running: Running = {},
): Promise<HeadResult> {
  const open = new OpenSubject(subject);
  // Sound: the function stands under the name that the request bears.
  const answer = ANALYSE[request.what] as Analyse<AnalysisName>;
  const result = await answer(open, request, running);
  // Sound: see above; the warnings are those of the parts that were asked for.
  return { what: request.what, result, warnings: open.warnings } as HeadResult;
}

/** A subject whose parts say what to do where they are missing. */
class OpenSubject {
  readonly programs: HeadPrograms;
  readonly weights: Weights;
  readonly texts: TextAnalyses;
  readonly cache: Pick<AnalysisCache, 'remember'>;
  private readonly said = new Set<string>();

  constructor(private readonly subject: AnalysisSubject) {
    this.programs = subject.programs;
    this.weights = subject.weights;
    this.texts = new TextAnalyses(subject.programs);
    this.cache = subject.folder ? new AnalysisCache(subject.folder) : NO_CACHE;
  }

  /** A sentence for each thing that a person should know about what was read. */
  get warnings(): readonly string[] {
    return [...this.said];
  }

  get history(): RunHistory {
    const { folder, checkpoints } = this.subject;
    if (folder && checkpoints) return new RunHistory(folder, checkpoints);
    throw new UserError('Only a run has checkpoints to look back at; this model has one state.');
  }

  get line(): AnalysedText {
    const { line } = this.subject;
    if (!line) throw new UserError('This takes one text. Put the cursor on a line, or write --text TEXT.');
    this.say(unknownInText(line.text, this.programs.vocabulary));
    return line;
  }

  get file(): FileAnalyses {
    const { file } = this.subject;
    if (!file) {
      throw new UserError('This takes a file of questions. Open a .tsv file: question, tab, answer.');
    }
    this.say(unknownInFile(file, this.programs.vocabulary));
    return new FileAnalyses(this.programs, file, this.cache);
  }

  /** Heads with the places of their blocks. Throws a UserError when the model lacks one. */
  readonly places = (heads: readonly HeadAddress[]): readonly HeadPlace[] =>
    heads.map(({ block, head }) => {
      const layer = this.programs.model.blockNames.indexOf(block);
      if (layer >= 0 && head < this.programs.model.config.heads) return { block, layer, head };
      throw new UserError('The model has no such head. Choose heads of the model that is shown.');
    });

  /** The tokens by which the run's heads are followed; undefined where they are all. */
  readonly probed = async (): Promise<readonly number[] | undefined> => {
    const { folder, programs } = this.subject;
    return folder && readProbedTokens(folder, programs.vocabulary.size);
  };

  readonly matrices = (): Promise<ModelMatrices> => {
    const { folder, weights, programs } = this.subject;
    return programs.matrices.of(JSON.stringify([folder?.path, weights.progress]), weights.store);
  };

  private say(sentence: string | undefined): void {
    if (sentence !== undefined) this.said.add(sentence);
  }
}
