/**
 * Pretraining: a model learns a corpus by span corruption.
 */
import type { RunConfig } from '../runs/runConfig';
import { checkConfig } from '../runs/configFile';
import { RunFolder } from '../runs/runFolder';
import { checkedVariant } from './checkVariant';
import type { PretrainOptions } from './options';
import type { RecordedRun } from './recordRun';
import { commonConfig, modelOf, trainingOf } from './runSettings';
import { type NewRun, startRun } from './startRun';
import type { TrainingEvents } from './trainingEvents';
import { type DataFiles, readDataFiles, vocabularyOf } from './trainingData';

/** Most of the examples: facts that are asked for are learned ten times as fast as those that are only read. */
const PROMPT_SHARE = 0.7;

/**
 * Begins a run on a corpus and trains it to its end.
 *
 * @throws UserError when the files, the model or the folder cannot be used, or training breaks down.
 */
export async function pretrain(options: PretrainOptions, events: TrainingEvents): Promise<RecordedRun> {
  return startRun(new RunFolder(options.out), await newPretraining(options), events);
}

async function newPretraining(options: PretrainOptions): Promise<NewRun> {
  const { corpus, prompts, heldOut } = options;
  const files = await readDataFiles({ corpus, prompts, heldOut });
  const vocabulary = vocabularyOf(files);
  const config = configOf(options, files, vocabulary.size);
  await checkedVariant(config.model, { allowLeak: options.allowLeak });
  return { config, files, vocabulary };
}

function configOf(options: PretrainOptions, files: DataFiles, vocabularySize: number): RunConfig {
  const model = { ...modelOf(options), vocabularySize };
  const { corpus, prompts, heldOut } = files;
  const documents = corpus?.documents.length ?? 0;
  const training = trainingOf(options, {
    task: 'pretrain',
    examples: documents,
    documents,
    contextLength: model.contextLength,
    pretrained: false,
    prompted: prompts !== undefined,
  });
  const share = options.promptShare ?? PROMPT_SHARE;
  return checkConfig('The configuration', {
    ...commonConfig(options),
    task: 'pretrain',
    model,
    training,
    ...(corpus ? { corpus: corpus.reference } : {}),
    ...(prompts ? { prompts: { questions: prompts.reference, share } } : {}),
    ...(heldOut ? { heldOut: heldOut.reference } : {}),
  } satisfies RunConfig);
}
