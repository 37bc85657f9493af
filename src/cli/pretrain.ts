/**
 * `attention-lab pretrain`: a model learns a corpus by span corruption.
 */
import { openDevice, processorDevice } from '../engine/devices/openDevice';
import { requireCausal } from '../model/causality';
import { loadVariant } from '../model/loadVariant';
import type { RunConfig } from '../runs/runConfig';
import { checkConfig } from '../runs/configFile';
import { RunFolder } from '../runs/runFolder';
import { readDataFiles, vocabularyOf } from '../training/trainingData';
import { MODEL_OPTIONS, TRAINING_OPTIONS, commonConfig, modelOf, trainingOf } from './runOptions';
import { type NewRun, resumeRun, startRun } from './training';
import type { Call, Verb } from './verb';

/** Trains on a corpus. */
export const pretrain: Verb = {
  summary: 'a model learns a corpus by span corruption',
  options: {
    corpus: { value: 'FILE', help: 'the text to learn: one document a line' },
    prompts: { value: 'TSV', help: 'also ask documents about themselves, in the wording of these questions' },
    'prompt-share': { value: 'X', help: 'share of the examples that are prompts (default: 0.7)' },
    'held-out': { value: 'TSV', help: 'questions to ask during the run, never learned' },
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

/** Most of the examples: facts that are asked for are learned ten times as fast as those that are only read. */
const PROMPT_SHARE = 0.7;

function promptShare(call: Call): number {
  return call.number('prompt-share', { most: 1 }) ?? PROMPT_SHARE;
}

/** Reads the corpus and works out the configuration. */
async function newRun(call: Call): Promise<NewRun> {
  const [prompts, heldOut] = [call.text('prompts'), call.text('held-out')];
  const files = await readDataFiles({
    corpus: call.required('corpus'),
    ...(prompts === undefined ? {} : { prompts }),
    ...(heldOut === undefined ? {} : { heldOut }),
  });
  const vocabulary = vocabularyOf(files);
  const model = { ...modelOf(call), vocabularySize: vocabulary.size };
  const documents = files.corpus?.documents.length ?? 0;
  const training = trainingOf(call, {
    task: 'pretrain',
    examples: documents,
    documents,
    contextLength: model.contextLength,
    pretrained: false,
    prompted: files.prompts !== undefined,
  });
  const config: RunConfig = {
    ...commonConfig(call),
    task: 'pretrain',
    model,
    training,
    ...(files.corpus ? { corpus: files.corpus.reference } : {}),
    ...(files.prompts ? { prompts: { questions: files.prompts.reference, share: promptShare(call) } } : {}),
    ...(files.heldOut ? { heldOut: files.heldOut.reference } : {}),
  };
  checkConfig('The configuration', config);
  const variant = await loadVariant(model.variant);
  if (!call.has('allow-leak')) await requireCausal(openDevice(processorDevice()), variant, model);
  return { config, files, vocabulary };
}
