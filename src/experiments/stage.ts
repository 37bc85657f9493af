/**
 * A stage of a study or an experiment: what is trained and asked for one line of its table, and the folders of its
 * runs. It loads no engine, so that the editor's process may look how far each is.
 */
import { join } from 'node:path';
import { RunFolder } from '../runs/runFolder';
import type { FinetuneOptions, PretrainOptions } from '../training/options';
import type { OptionValue } from './choices';

/** How a stage pretrains; its files and its folder are the stage's own. */
type StagePretraining = Omit<PretrainOptions, 'corpus' | 'out'>;

/** How a stage finetunes; without pretraining also the model. */
type StageFinetuning = Omit<FinetuneOptions, 'corpus' | 'questions' | 'heldOut' | 'from' | 'out'>;

/** The files that a stage learns from and is asked. */
interface StageFiles {
  /** Undefined where questions are learned from nothing. */
  readonly corpus: string | undefined;
  /** Undefined where there is only pretraining. */
  readonly trained: string | undefined;
  readonly heldOut: string | undefined;
}

/** One line of a study's table. */
export interface Stage {
  /** What the table calls it. */
  readonly name: string;
  /** What it has in common with those that differ by their seed alone; its name where there are none. */
  readonly group?: string;
  /** The folder for its runs, and the beginning of their names. */
  readonly out: string;
  readonly stem: string;
  readonly files: StageFiles;
  /** Undefined where the model is finetuned from random weights. */
  readonly pretraining: StagePretraining | undefined;
  /** Undefined where there is only pretraining. */
  readonly finetuning: StageFinetuning | undefined;
  /** What tells it from the others besides its seed: the options that have several values, as people call them. */
  readonly swept?: Readonly<Record<string, OptionValue>>;
}

/** The run folders of a stage, in the order in which they are trained. */
export function foldersOf({ out, stem, pretraining, finetuning }: Stage): readonly RunFolder[] {
  const base = pretraining && finetuning ? `${stem}-pretrained` : stem;
  const tuned = pretraining ? `${stem}-finetuned` : stem;
  return [...(pretraining ? [base] : []), ...(finetuning ? [tuned] : [])].map(
    (name) => new RunFolder(join(out, name)),
  );
}
