/**
 * The form of experiment files (`*.attn.json`), declared once: what is read is checked by it, its types follow
 * from it, and the build makes the JSON schema from it by which the editor completes and checks such files.
 */
import * as v from 'valibot';
import { OBJECTIVES, OPTIMIZERS, PROMPT_ANSWERS } from '../runs/runConfig';
import { PRESETS } from '../training/presets';

const count = v.pipe(v.number(), v.integer(), v.minValue(1));
const positive = v.pipe(v.number(), v.minValue(1e-9));
const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));

function described<const Schema extends v.GenericSchema>(schema: Schema, description: string) {
  return v.pipe(schema, v.description(description));
}

/** One of something, or a list of them; read as a list. */
function oneOrMore<const Item extends v.GenericSchema>(item: Item) {
  const one = v.pipe(
    item,
    v.transform((only) => [only]),
  );
  return v.union([v.pipe(v.array(item), v.minLength(1)), one]);
}

const range = described(
  v.strictObject({
    from: v.number(),
    to: v.number(),
    values: described(
      v.optional(v.pipe(v.number(), v.integer(), v.minValue(2), v.maxValue(1000))),
      'How many values a grid takes of it; all whole numbers when left out.',
    ),
    scale: described(
      v.optional(v.picklist(['linear', 'log']), 'linear'),
      'Equal steps between the values, or equal factors.',
    ),
  }),
  'Numbers from one to another, both included.',
);

/** A number, a list of numbers or a range of them. */
function numbers<const Item extends v.GenericSchema<number, number>>(item: Item, description: string) {
  return described(v.optional(v.union([...oneOrMore(item).options, range])), description);
}

const variant = v.union([
  v.picklist(['rope', 'vanilla', 'synthesizer', 'perceiver']),
  described(v.string(), 'The path of a module of your own, .js or .ts.'),
]);

const seed = v.pipe(v.number(), v.integer(), v.minValue(0));

/** Of AdamW's moments: what is never forgotten is never learned. */
const memory = v.pipe(v.number(), v.minValue(0), v.maxValue(0.9999));

const weightDecay = v.pipe(v.number(), v.minValue(0), v.maxValue(100));

const warmup = v.pipe(v.number(), v.integer(), v.minValue(0));

const dropout = v.pipe(v.number(), v.minValue(0), v.maxValue(0.9));

const model = v.strictObject({
  layers: numbers(count, 'Blocks.'),
  heads: numbers(count, 'Attention heads in a block; must divide the width.'),
  width: numbers(count, 'Length of the residual vectors.'),
  context: numbers(count, 'Tokens that the model reads at once.'),
  bottleneck: numbers(count, 'A Perceiver’s latents.'),
  upMlpRatio: numbers(count, 'Width of a Perceiver’s last hidden layer, over the model’s.'),
  latents: described(
    v.optional(oneOrMore(v.picklist(['prefix', 'strided']))),
    'What a Perceiver’s latents stand for.',
  ),
  dropout: numbers(dropout, 'Share of numbers that dropout silences.'),
});

/** What numbers an option takes, for the ends of a range. */
export const NUMBER_OPTIONS = {
  layers: count,
  heads: count,
  width: count,
  context: count,
  bottleneck: count,
  upMlpRatio: count,
  dropout,
  steps: count,
  finetuneSteps: count,
  learningRate: positive,
  finetuneLearningRate: positive,
  batch: count,
  finetuneBatch: count,
  promptShare: share,
  weightDecay,
  beta1: memory,
  beta2: memory,
  warmup,
  rateFloor: share,
} as const;

const search = v.union([
  v.literal('grid'),
  v.strictObject({
    random: described(v.pipe(count, v.maxValue(1000)), 'How many settings are drawn.'),
    seed: described(v.optional(seed, 1), 'Repeats the draw exactly.'),
  }),
]);

/** The form; paths in it start from the file's folder. */
export const experimentForm = v.pipe(
  v.strictObject({
    $schema: v.optional(v.string()),
    corpus: described(
      v.optional(v.string()),
      'The text to pretrain on: one document a line. Without it, questions are learned from nothing.',
    ),
    questions: described(
      v.optional(v.string()),
      'Questions and answers to finetune on: a .tsv of two columns. Without them there is only pretraining.',
    ),
    heldOut: described(
      v.optional(v.string()),
      'Questions that are only asked: a .tsv of two columns. Goes with questions.',
    ),
    variants: described(v.optional(oneOrMore(variant), ['rope']), 'Kinds of attention to compare.'),
    seeds: described(
      v.optional(v.union([...oneOrMore(seed).options, range]), [1]),
      'One run for each; their spread is the uncertainty.',
    ),
    search: described(
      v.optional(search, 'grid'),
      'Where options have several values: every combination, or so many drawn at random.',
    ),
    preset: described(
      v.optional(oneOrMore(v.picklist(PRESETS)), ['fast']),
      'The published schedule, the shortest way to a good model, or a small model in a minute.',
    ),
    device: described(v.optional(v.string(), 'auto'), 'As ‘Show devices’ lists them.'),
    noPretraining: described(
      v.optional(v.boolean()),
      'Also train a model on the questions alone, to see what pretraining is worth. Left out: unless options have several values.',
    ),
    objective: described(
      v.optional(oneOrMore(v.picklist(OBJECTIVES))),
      'What pretraining predicts: cut-out spans (as in the study), a document’s names asked from its title, the next character of each document, or that of the whole file as one stream.',
    ),
    tokens: described(
      v.optional(oneOrMore(v.pipe(v.string(), v.regex(/^(characters|bpe:[1-9]\d{2,4})$/)))),
      'What the corpus is cut into: characters, or bpe:N, so many byte pairs learned from it.',
    ),
    prompts: described(
      v.optional(oneOrMore(v.boolean()), [false]),
      'Pretraining asks documents about themselves, in the wording of the questions.',
    ),
    promptShare: numbers(share, 'Share of the examples that are prompts.'),
    promptAnswers: described(
      v.optional(oneOrMore(v.picklist(PROMPT_ANSWERS))),
      'Where the answers of prompts come from: recognised in the documents as is learned from known answers (as when left out), found there as the first span that is an answer to any question, or given by the questions alone.',
    ),
    steps: numbers(count, 'Updates in pretraining; the preset’s when left out.'),
    finetuneSteps: numbers(count, 'Updates in finetuning; the preset’s when left out.'),
    learningRate: numbers(positive, 'The full learning rate in pretraining; the preset’s when left out.'),
    finetuneLearningRate: numbers(positive, 'That in finetuning; the preset’s when left out.'),
    batch: numbers(count, 'Rows in a batch of pretraining; the preset’s when left out.'),
    finetuneBatch: numbers(count, 'Rows in a batch of finetuning; the preset’s when left out.'),
    holdRate: described(
      v.optional(oneOrMore(v.boolean())),
      'Keep the learning rate at its floor where the published recipe lets it rise again.',
    ),
    optimizer: described(
      v.optional(oneOrMore(v.picklist(OPTIMIZERS))),
      'How parameters are changed; as the preset does when left out.',
    ),
    weightDecay: numbers(weightDecay, 'Share of the matrices that a step takes away, times the rate; 0.1.'),
    beta1: numbers(memory, 'AdamW’s memory of gradients; 0.9 when left out.'),
    beta2: numbers(memory, 'AdamW’s memory of squared gradients; 0.95 when left out.'),
    warmup: numbers(warmup, 'Steps over which the learning rate rises; the preset’s when left out.'),
    rateFloor: numbers(share, 'Share of the learning rate that is left in the end; 1 keeps it as it is.'),
    sharpness: described(
      v.optional(oneOrMore(v.boolean())),
      'Measure critical sharpness at evaluations, each time some ten forward passes.',
    ),
    model: described(v.optional(model, {}), 'Sizes that differ from the preset’s.'),
  }),
  v.title('Attention Lab experiment'),
  v.description(
    'What to train on what: one value of each option, or a list or range of them. Paths start from this file.',
  ),
);

/** A checked experiment, its files as the file names them. */
export type Experiment = v.InferOutput<typeof experimentForm>;

/** What an experiment file says. */
export type ExperimentText = v.InferInput<typeof experimentForm>;
