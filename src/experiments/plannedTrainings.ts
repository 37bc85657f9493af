/**
 * The trainings of an experiment, made but not begun: one of each size, with how many are like it.
 */
import { newFinetuning } from '../training/finetune';
import { newPretraining } from '../training/pretrain';
import { trainingOf } from '../training/runSettings';
import type { NewRun } from '../training/startRun';
import type { Stage } from './stage';

/** A size of training. */
interface TrainingKind {
  readonly run: NewRun;
  /** How many trainings are of this size. */
  readonly count: number;
}

/** So many sizes are looked at; of more, some stand for the others. */
const MOST_KINDS = 8;

/**
 * Makes one training of each size.
 *
 * @returns the sizes, and how many trainings there are, also of sizes that were not looked at
 * @throws UserError when one cannot be made
 */
export async function plannedTrainings(
  stages: readonly Stage[],
): Promise<{ readonly kinds: readonly TrainingKind[]; readonly runs: number }> {
  const kinds = new Map<string, { readonly make: () => Promise<NewRun>; count: number }>();
  let runs = 0;
  for (const { key, make } of stages.flatMap(trainingsOf)) {
    const kind = kinds.get(key) ?? { make, count: 0 };
    kind.count++;
    runs++;
    kinds.set(key, kind);
  }
  const chosen = spread([...kinds.values()], MOST_KINDS);
  const made: TrainingKind[] = [];
  for (const { make, count } of chosen) made.push({ run: await make(), count });
  return { kinds: made, runs };
}

interface Training {
  /** The same for trainings that take equally long. */
  readonly key: string;
  readonly make: () => Promise<NewRun>;
}

/** Nothing is written, and what a variant sees is proved when the run begins. */
const NOT_BEGUN = { out: '', allowLeak: true } as const;

function trainingsOf({ files, pretraining, finetuning }: Stage): readonly Training[] {
  const { corpus, trained: questions, heldOut } = files;
  const first: Training[] = [];
  if (pretraining && corpus !== undefined) {
    const make = () => newPretraining({ ...pretraining, ...NOT_BEGUN, corpus });
    first.push({ key: keyOf({ pretraining }), make });
  }
  if (!finetuning || questions === undefined) return first;
  const {
    steps: _steps,
    batch: _batch,
    learningRate: _rate,
    prompts,
    promptShare: _share,
    promptAnswers: _answers,
    ...shape
  } = pretraining ?? {};
  const options = { ...shape, ...finetuning, ...NOT_BEGUN };
  const make = async () => {
    const run = await newFinetuning({ ...options, questions, heldOut, corpus });
    if (!pretraining) return run;
    // What it starts from is not there yet; but that it will be decides how long it is.
    const examples = run.files.questions?.questions.length ?? 0;
    const training = trainingOf(options, {
      ...{ task: 'finetune', examples, documents: run.files.corpus?.documents.length ?? examples },
      ...{ contextLength: run.config.model.contextLength, pretrained: true, prompted: prompts !== undefined },
    });
    return { ...run, config: { ...run.config, training } };
  };
  return [...first, { key: keyOf({ options, pretrained: pretraining !== undefined, prompts }), make }];
}

/** None of them changes how long a step takes. */
const FREE = ['seed', 'learningRate', 'weightDecay', 'beta1', 'beta2', 'warmup', 'rateFloor'];

function keyOf(options: object): string {
  return JSON.stringify(options, (key, value: unknown) => (FREE.includes(key) ? undefined : value));
}

/** At most so many of a list, evenly spread over it. */
function spread<Item>(items: readonly Item[], most: number): readonly Item[] {
  if (items.length <= most) return items;
  const step = (items.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, index) => items[Math.round(index * step)]).flatMap((item) =>
    item === undefined ? [] : [item],
  );
}
