/**
 * `attention-lab finetune`: a model learns to answer questions, from a pretrained run or from nothing.
 */
import { readCheckpoint } from '../model/checkpoints/checkpoint';
import { Vocabulary } from '../data/vocabulary';
import { openDevice, processorDevice } from '../engine/devices/openDevice';
import { parametersOf } from '../model/openModel';
import { requireCausal } from '../model/causality';
import { loadVariant } from '../model/loadVariant';
import { createModel } from '../model/transformer';
import type { RunConfig } from '../runs/runConfig';
import { checkConfig, readConfig } from '../runs/configFile';
import { RunFolder } from '../runs/runFolder';
import { type DataFiles, readDataFiles, vocabularyOf } from '../training/trainingData';
import { MODEL_OPTIONS, TRAINING_OPTIONS, commonConfig, dropoutOf, modelOf, trainingOf } from './runOptions';
import { type NewRun, resumeRun, startRun } from './training';
import type { Call, Verb } from './verb';

/** Trains on questions. */
export const finetune: Verb = {
  summary: 'a model learns to answer questions, from a pretrained run or from nothing',
  options: {
    questions: { value: 'TSV', help: 'question, tab, answer on each line' },
    from: { value: 'RUN', help: 'the pretrained run to start from (default: random weights)' },
    'held-out': { value: 'TSV', help: 'questions to ask during the run, never learned' },
    corpus: { value: 'FILE', help: 'without --from: the text whose characters the model knows' },
    ...TRAINING_OPTIONS,
    ...MODEL_OPTIONS,
  },
  run: async (call) => {
    const folder = new RunFolder(call.required('out'));
    const ended = call.has('resume')
      ? await resumeRun(call, folder)
      : await startRun(call, folder, await newRun(call));
    return { run: folder.path, ...ended };
  },
};

/** Reads the questions and works out the configuration. */
async function newRun(call: Call): Promise<NewRun> {
  const [corpus, heldOut] = [call.text('corpus'), call.text('held-out')];
  const files = await readDataFiles({
    questions: call.required('questions'),
    ...(corpus === undefined ? {} : { corpus }),
    ...(heldOut === undefined ? {} : { heldOut }),
  });
  const from = call.text('from');
  return from === undefined ? fromNothing(call, files) : fromRun(call, files, new RunFolder(from));
}

async function fromNothing(call: Call, files: DataFiles): Promise<NewRun> {
  const vocabulary = vocabularyOf(files);
  const model = { ...modelOf(call), vocabularySize: vocabulary.size };
  const config = configOf(call, files, { model, documents: files.corpus?.documents.length, from: undefined });
  const variant = await loadVariant(model.variant);
  if (!call.has('allow-leak')) await requireCausal(openDevice(processorDevice()), variant, model);
  return { config, files, vocabulary };
}

async function fromRun(call: Call, files: DataFiles, from: RunFolder): Promise<NewRun> {
  const pretrained = await readConfig(from);
  const { model: former, characters, tensors } = await readCheckpoint(from.weights);
  const model = { ...former, dropout: dropoutOf(call) ?? former.dropout };
  const documents = pretrained.corpus ? await documentCount(pretrained.corpus.path) : undefined;
  const config = configOf(call, files, {
    model,
    documents,
    from: from.path,
    prompted: pretrained.prompts !== undefined,
  });
  const { parameters } = createModel(await loadVariant(model.variant), model);
  const state = parametersOf(parameters, tensors);
  return { config, files, vocabulary: new Vocabulary(characters), state };
}

/** The study measures finetuning's cosine in documents of the corpus; a guess does where it is gone. */
async function documentCount(path: string): Promise<number | undefined> {
  const files = await readDataFiles({ corpus: path }).catch(() => undefined);
  return files?.corpus?.documents.length;
}

interface Parts {
  readonly model: RunConfig['model'];
  readonly documents: number | undefined;
  readonly from: string | undefined;
  readonly prompted?: boolean;
}

function configOf(call: Call, files: DataFiles, { model, documents, from, prompted }: Parts): RunConfig {
  const examples = files.questions?.questions.length ?? 0;
  const training = trainingOf(call, {
    task: 'finetune',
    examples,
    documents: documents ?? examples,
    contextLength: model.contextLength,
    pretrained: from !== undefined,
    ...(prompted ? { prompted } : {}),
  });
  const config: RunConfig = {
    ...commonConfig(call),
    task: 'finetune',
    model,
    training,
    ...(files.corpus ? { corpus: files.corpus.reference } : {}),
    ...(files.questions ? { questions: files.questions.reference } : {}),
    ...(files.heldOut ? { heldOut: files.heldOut.reference } : {}),
    ...(from === undefined ? {} : { from }),
  };
  return checkConfig('The configuration', config);
}
