/**
 * `attention-lab pretrain`: a model learns a corpus, by span corruption or as a plain language model.
 */
import { pretrain as train } from '../training/pretrain';
import { PRETRAIN_OPTIONS } from '../training/options';
import { trainingVerb } from './trainingVerb';

/** Trains on a corpus. */
export const pretrain = trainingVerb(
  'a model learns a corpus, by span corruption or as a plain language model',
  PRETRAIN_OPTIONS,
  train,
);
