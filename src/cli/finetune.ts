/**
 * `attention-lab finetune`: a model learns to answer questions, from a pretrained run or from nothing.
 */
import { finetune as train } from '../training/finetune';
import { FINETUNE_OPTIONS } from '../training/options';
import { trainingVerb } from './trainingVerb';

/** Trains on questions. */
export const finetune = trainingVerb(
  'a model learns to answer questions, from a pretrained run or from nothing',
  FINETUNE_OPTIONS,
  train,
);
