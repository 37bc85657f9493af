/**
 * The form of experiment files (`*.attn.json`), declared once: what is read is checked by it, its types follow
 * from it, and the build makes the JSON schema from it by which the editor completes and checks such files.
 */
import * as v from 'valibot';
import { OBJECTIVES, OPTIMIZERS, PROMPT_ANSWERS } from '../runs/runConfig';
import { FEWEST_TOKENS, MOST_TOKENS } from '../data/tokens/tokenBounds';
import { PRESETS } from '../training/presets';

const count = v.pipe(v.number(), v.integer(), v.minValue(1));
const positive = v.pipe(v.number(), v.minValue(1e-9));
const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));

function described<const Schema extends v.GenericSchema>(schema: Schema, description: string) {
  return v.pipe(schema, v.description(description));
}

/** Said of a union, of which the validator itself would list the schemas. */
function listed(what: string): string {
  return `it takes ${what}, or a list of these`;
}

/**
 * One of something, or a list of them; read as a list.
 *
 * @param what which there are, as in “rope, vanilla”
 */
function oneOrMore<const Item extends v.GenericSchema>(item: Item, what: string) {
  const one = v.pipe(
    item,
    v.transform((only) => [only]),
  );
  const some = v.pipe(v.array(item), v.minLength(1, 'an empty list names none'));
  return v.union([some, one], listed(what));
}

/** One of some words, or a list of them. */
function words<const Words extends readonly string[]>(choices: Words) {
  return oneOrMore(v.picklist(choices), choices.join(', '));
}

/** True, false or a list of both. */
const switches = oneOrMore(v.boolean(), 'true, false');

const path = v.string('it takes the path of one file');

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
function numbersOf<const Item extends v.GenericSchema<number, number>>(item: Item) {
  const message = 'it takes a number, a list of numbers, or a range as in {"from": 1, "to": 4}';
  return v.union([...oneOrMore(item, 'a number').options, range], message);
}

function numbers<const Item extends v.GenericSchema<number, number>>(item: Item, description: string) {
  return described(v.optional(numbersOf(item)), description);
}

const VARIANTS = ['rope', 'vanilla', 'synthesizer', 'perceiver'] as const;

const variant = v.union([
  v.picklist(VARIANTS),
  described(v.string(), 'The path of a module of your own, .js or .ts.'),
]);

const seed = v.pipe(v.number(), v.integer(), v.minValue(0));

/** A running mean with a decay of 1 never takes anything in. */
const decay = v.pipe(v.number(), v.minValue(0), v.maxValue(0.9999));

const weightDecay = v.pipe(v.number(), v.minValue(0), v.maxValue(100));

const warmup = v.pipe(v.number(), v.integer(), v.minValue(0));

const dropout = v.pipe(v.number(), v.minValue(0), v.maxValue(0.9));

const model = v.strictObject({
  layers: numbers(count, 'Blocks.'),
  heads: numbers(count, 'Attention heads in a block; must divide the width.'),
  width: numbers(count, 'Model dimension (d_model).'),
  context: numbers(count, 'Context length: tokens that the model reads at once.'),
  bottleneck: numbers(count, 'A Perceiver’s latents.'),
  upMlpRatio: numbers(count, 'Width of a Perceiver’s last hidden layer, over the model’s.'),
  latents: described(v.optional(words(['prefix', 'strided'])), 'What a Perceiver’s latents stand for.'),
  dropout: numbers(dropout, 'Dropout rate.'),
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
  beta1: decay,
  beta2: decay,
  warmup,
  rateFloor: share,
} as const;

const search = v.union(
  [
    v.literal('grid'),
    v.strictObject({
      random: described(v.pipe(count, v.maxValue(1000)), 'How many settings are drawn.'),
      seed: described(v.optional(seed, 1), 'Repeats the draw exactly.'),
    }),
  ],
  'it takes "grid" or a number of draws as in {"random": 20}',
);

const TOKENS = `characters, bpe:N (N from ${FEWEST_TOKENS} to ${MOST_TOKENS})`;

const tokens = v.pipe(v.string(), v.regex(/^(characters|bpe:[1-9]\d{2,4})$/, listed(TOKENS)));

/** The form; paths in it start from the file's folder. */
export const experimentForm = v.pipe(
  v.strictObject({
    $schema: v.optional(v.string()),
    corpus: described(
      v.optional(path),
      'The text to pretrain on: one document a line. Without it, questions are learned from nothing.',
    ),
    questions: described(
      v.optional(path),
      'Questions and answers to finetune on: a .tsv of two columns. Without them there is only pretraining.',
    ),
    heldOut: described(
      v.optional(path),
      'Questions that are only asked: a .tsv of two columns. Goes with questions.',
    ),
    variants: described(
      v.optional(oneOrMore(variant, `${VARIANTS.join(', ')}, the path of a module`), ['rope']),
      'Kinds of attention to compare.',
    ),
    seeds: described(v.optional(numbersOf(seed), [1]), 'One run for each; their spread is the uncertainty.'),
    search: described(
      v.optional(search, 'grid'),
      'Where options have several values: every combination, or so many drawn at random.',
    ),
    preset: described(
      v.optional(words(PRESETS), ['fast']),
      'The published schedule, the shortest way to a good model, or a small model in a minute.',
    ),
    device: described(
      v.optional(v.string('it takes one device, not several'), 'auto'),
      'As ‘Show devices’ lists them.',
    ),
    noPretraining: described(
      v.optional(v.boolean('it takes true or false, not both')),
      'Also train a model on the questions alone, to see what pretraining is worth. Left out: unless options have several values.',
    ),
    objective: described(
      v.optional(words(OBJECTIVES)),
      'What pretraining predicts: cut-out spans, as in the study (span corruption), a document’s names asked from its title (salient span masking), the next token of each document (causal language modelling), or that of the whole file as one stream.',
    ),
    tokens: described(
      v.optional(oneOrMore(tokens, TOKENS)),
      `What the corpus is cut into: characters, or bpe:N: byte-pair encoding with a vocabulary of N tokens (${FEWEST_TOKENS} to ${MOST_TOKENS}), learned from the corpus.`,
    ),
    prompts: described(
      v.optional(switches, [false]),
      'Pretraining asks documents about themselves, in the wording of the questions.',
    ),
    promptShare: numbers(share, 'Share of the examples that are prompts.'),
    promptAnswers: described(
      v.optional(words(PROMPT_ANSWERS)),
      'Where the answers of prompts come from: recognised in the documents as is learned from known answers (as when left out), found there as the first span that is an answer to any question, or given by the questions alone.',
    ),
    steps: numbers(count, 'Optimizer steps in pretraining; the preset’s when left out.'),
    finetuneSteps: numbers(count, 'Optimizer steps in finetuning; the preset’s when left out.'),
    learningRate: numbers(positive, 'The full learning rate in pretraining; the preset’s when left out.'),
    finetuneLearningRate: numbers(positive, 'That in finetuning; the preset’s when left out.'),
    batch: numbers(count, 'Batch size in pretraining: sequences in a batch; the preset’s when left out.'),
    finetuneBatch: numbers(
      count,
      'Batch size in finetuning: sequences in a batch; the preset’s when left out.',
    ),
    holdRate: described(
      v.optional(switches),
      'Keep the learning rate at its floor where the published recipe lets it rise again.',
    ),
    optimizer: described(
      v.optional(words(OPTIMIZERS)),
      'How parameters are changed; as the preset does when left out.',
    ),
    weightDecay: numbers(weightDecay, 'Share of the matrices that a step takes away, times the rate; 0.1.'),
    beta1: numbers(decay, 'Adam’s β₁: decay of the running mean of gradients; 0.9 when left out.'),
    beta2: numbers(decay, 'Adam’s β₂: decay of the running mean of their squares; 0.95 when left out.'),
    warmup: numbers(warmup, 'Steps over which the learning rate rises; the preset’s when left out.'),
    rateFloor: numbers(share, 'Share of the learning rate that is left in the end; 1 keeps it as it is.'),
    sharpness: described(
      v.optional(switches),
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
