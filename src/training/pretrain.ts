/**
 * Pretraining: a model learns a corpus, by span corruption or as a plain language model.
 */
import type { TrainedTokens } from '../data/tokens/tokens';
import { windowCount } from '../data/plainText';
import { type RunConfig, knowsQuestions } from '../runs/runConfig';
import { checkConfig } from '../runs/configFile';
import { RunFolder } from '../runs/runFolder';
import { requirePossible } from './checkVariant';
import type { PretrainOptions } from './options';
import type { RecordedRun } from './recordOptions';
import { UsageError } from './optionTable';
import { commonConfig, modelOf, trainingOf } from './runSettings';
import { type NewRun, startRun } from './startRun';
import type { TrainingEvents } from './trainingEvents';
import { type DataFiles, readDataFiles } from './trainingData';
import { tokensInConfig, vocabularyOf } from './vocabularies';

/**
 * Share of the examples that are prompts. Most of them where documents answer: facts that are asked for are learned
 * ten times as fast as those that are only read. Few where the file alone does, or it is learned by rote.
 */
const PROMPT_SHARES = { learned: 0.7, found: 0.7, given: 0.1 } as const;

/**
 * Begins a run on a corpus and trains it to its end.
 *
 * @throws UserError when the files, the model or the folder cannot be used, or training breaks down.
 */
export async function pretrain(options: PretrainOptions, events: TrainingEvents): Promise<RecordedRun> {
  return startRun(new RunFolder(options.out), await newPretraining(options), events);
}

/** Reads the files and works out the configuration; writes nothing. Throws a UserError as {@link pretrain} does. */
export async function newPretraining(options: PretrainOptions): Promise<NewRun> {
  requireSpans(options);
  requirePrompts(options);
  const { corpus, prompts, heldOut } = options;
  const files = await readDataFiles({ corpus, prompts, heldOut });
  const vocabulary = vocabularyOf(files, options);
  const config = configOf(options, files, vocabulary);
  await requirePossible(config, options);
  return { config, files, vocabulary };
}

/** Only span corruption knows the ⁇ that questions are asked with. */
function requireSpans({ objective, prompts, heldOut }: PretrainOptions): void {
  if (knowsQuestions(objective)) return;
  const asked = prompts === undefined ? (heldOut === undefined ? undefined : '--held-out') : '--prompts';
  if (asked === undefined) return;
  throw new UsageError(
    `A plain language model (--objective ${objective}) is not asked questions while it learns: leave ${asked} out.`,
  );
}

/** How prompts are used cannot be said where there are none. */
function requirePrompts({ prompts, promptShare, promptAnswers }: PretrainOptions): void {
  if (prompts !== undefined || (promptShare === undefined && promptAnswers === undefined)) return;
  const said = promptShare === undefined ? '--prompt-answers' : '--prompt-share';
  throw new UsageError(
    `There are no prompts for ${said}: name their file too (--prompts TSV), or leave it out.`,
  );
}

function configOf(options: PretrainOptions, files: DataFiles, vocabulary: TrainedTokens): RunConfig {
  const model = { ...modelOf(options), vocabularySize: vocabulary.size };
  const { corpus, prompts, heldOut } = files;
  const { objective } = options;
  const documents = corpus?.documents.length ?? 0;
  const windows =
    corpus && objective === 'stream'
      ? windowCount(corpus.lines, vocabulary.unitsPerToken * model.contextLength)
      : documents;
  const training = trainingOf(options, {
    task: 'pretrain',
    examples: windows,
    documents,
    contextLength: model.contextLength,
    pretrained: false,
    prompted: prompts !== undefined,
    objective,
  });
  const answers = options.promptAnswers ?? 'learned';
  const share = options.promptShare ?? PROMPT_SHARES[answers];
  return checkConfig('The configuration', {
    ...commonConfig(options),
    task: 'pretrain',
    ...(objective === undefined ? {} : { objective }),
    ...tokensInConfig(options.tokens, vocabulary, corpus?.documents ?? []),
    model,
    training,
    ...(corpus ? { corpus: corpus.reference } : {}),
    ...(prompts ? { prompts: { questions: prompts.reference, share, answers } } : {}),
    ...(heldOut ? { heldOut: heldOut.reference } : {}),
  } satisfies RunConfig);
}
