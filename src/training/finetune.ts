/**
 * Finetuning: a model learns to answer questions, from a pretrained run or from nothing.
 */
import { readCheckpoint } from '../model/checkpoints/checkpoint';
import { readCorpus } from '../data/corpus';
import { trainedTokens } from '../data/tokens/trainedTokens';
import { parametersOf } from '../model/openModel';
import { loadVariant } from '../model/loadVariant';
import type { ModelConfig } from '../model/modelConfig';
import { createModel } from '../model/transformer';
import type { RunConfig } from '../runs/runConfig';
import { checkConfig, readConfig } from '../runs/configFile';
import { corpusOfRun } from '../runs/lineage';
import { RunFolder } from '../runs/runFolder';
import { requirePossible } from './checkVariant';
import { UsageError, optionName } from './optionTable';
import { type FinetuneOptions, MODEL_OPTIONS } from './options';
import type { RecordedRun } from './recordOptions';
import { requireTrainingMemory } from './memoryEstimate';
import { commonConfig, modelOf, trainingOf, variantOf } from './runSettings';
import { type NewRun, startRun } from './startRun';
import type { TrainingEvents } from './trainingEvents';
import { type DataFiles, keptBackOf, readDataFiles } from './trainingData';
import { vocabularyOf } from './vocabularies';

/**
 * Begins a run on questions and trains it to its end.
 *
 * @throws UserError when the files, the model or the folder cannot be used, or training breaks down.
 */
export async function finetune(options: FinetuneOptions, events: TrainingEvents): Promise<RecordedRun> {
  return startRun(new RunFolder(options.out), await newFinetuning(options), events);
}

/** Reads the files and works out the configuration; writes nothing. Throws a UserError as {@link finetune} does. */
export async function newFinetuning(options: FinetuneOptions): Promise<NewRun> {
  const { questions, corpus, heldOut, from } = options;
  const files = await readDataFiles({ questions, corpus, heldOut });
  return from === undefined ? fromNothing(options, files) : fromRun(options, files, new RunFolder(from));
}

async function fromNothing(options: FinetuneOptions, files: DataFiles): Promise<NewRun> {
  const vocabulary = vocabularyOf(files);
  const model = { ...modelOf(options), vocabularySize: vocabulary.size };
  const documents = files.corpus?.documents.length;
  const config = configOf(options, files, { model, documents, from: undefined });
  await requirePossible(config, options);
  return { config, files, vocabulary };
}

async function fromRun(options: FinetuneOptions, files: DataFiles, from: RunFolder): Promise<NewRun> {
  const pretrained = await readConfig(from);
  const { model: former, tensors, ...vocabulary } = await readCheckpoint(from.weights);
  requireSameModel(options, former);
  const model = { ...former, dropout: options.dropout ?? former.dropout };
  const documents = await documentCount(from);
  const prompted = pretrained.prompts !== undefined;
  const config = configOf(options, files, {
    model,
    documents,
    from: from.path,
    prompted,
    tokens: pretrained.tokens,
  });
  const { parameters } = createModel(await loadVariant(model.variant), model);
  requireTrainingMemory(config, parameters);
  const state = parametersOf(parameters, tensors);
  return { config, files, vocabulary: trainedTokens(vocabulary), state };
}

/** Whoever names another model than that of the run wants something else than its weights. */
function requireSameModel(options: FinetuneOptions, model: ModelConfig): void {
  const own = { ...model, context: model.contextLength };
  const asked = { ...options, ...(options.variant === undefined ? {} : { variant: variantOf(options) }) };
  // Sound: these are the table's own keys.
  const shaping = Object.keys(MODEL_OPTIONS) as readonly (keyof typeof MODEL_OPTIONS)[];
  const names = shaping.filter((name) => name !== 'allowLeak');
  const other = names.find((name) => asked[name] !== undefined && asked[name] !== own[name]);
  if (other === undefined) return;
  throw new UsageError(
    `--${optionName(other)} is ${own[other]} in the pretrained model, not ${String(asked[other])}: leave it out, or ` +
      'leave out --from.',
  );
}

/** The study measures finetuning's cosine in documents of the corpus; a guess does where it is gone. */
async function documentCount(from: RunFolder): Promise<number | undefined> {
  const found = await corpusOfRun(from).catch(() => undefined);
  const corpus = found && (await readCorpus(found.path).catch(() => undefined));
  return corpus?.documents.length;
}

interface Parts {
  readonly model: RunConfig['model'];
  readonly documents: number | undefined;
  readonly from: string | undefined;
  readonly prompted?: boolean;
  readonly tokens?: RunConfig['tokens'];
}

function configOf(
  options: FinetuneOptions,
  files: DataFiles,
  { model, documents, from, prompted, tokens }: Parts,
): RunConfig {
  const examples = files.questions?.questions.length ?? 0;
  const training = trainingOf(options, {
    task: 'finetune',
    examples,
    documents: documents ?? examples,
    contextLength: model.contextLength,
    pretrained: from !== undefined,
    ...(prompted ? { prompted } : {}),
  });
  return checkConfig('The configuration', {
    ...commonConfig(options),
    task: 'finetune',
    ...(tokens === undefined ? {} : { tokens }),
    model,
    training,
    ...(files.corpus ? { corpus: files.corpus.reference } : {}),
    ...(files.questions ? { questions: files.questions.reference } : {}),
    ...(files.heldOut ? { heldOut: files.heldOut.reference } : { keptBack: keptBackOf(examples) }),
    ...(from === undefined ? {} : { from }),
  } satisfies RunConfig);
}
