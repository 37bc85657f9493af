/**
 * The form of experiment files (`*.attn.json`), declared once: what is read is checked by it, its types follow
 * from it, and the build makes the JSON schema from it by which the editor completes and checks such files.
 */
import * as v from 'valibot';
import { PRESETS } from '../training/presets';

const count = v.pipe(v.number(), v.integer(), v.minValue(1));

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

const variant = v.union([
  v.picklist(['rope', 'vanilla', 'synthesizer', 'perceiver']),
  described(v.string(), 'The path of a module of your own, .js or .ts.'),
]);

const seed = v.pipe(v.number(), v.integer(), v.minValue(0));

const model = v.strictObject({
  layers: v.optional(count),
  heads: described(v.optional(count), 'Must divide the width.'),
  width: v.optional(count),
  context: described(v.optional(count), 'Characters that the model reads at once.'),
  bottleneck: described(v.optional(count), 'A Perceiver’s latents.'),
  upMlpRatio: described(v.optional(count), 'Width of a Perceiver’s last hidden layer, over the model’s.'),
  latents: described(v.optional(v.picklist(['prefix', 'strided'])), 'What a Perceiver’s latents stand for.'),
  dropout: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(0.9))),
});

/** The form; paths in it start from the file's folder. */
export const experimentForm = v.pipe(
  v.strictObject({
    $schema: v.optional(v.string()),
    corpus: described(v.string(), 'The text to pretrain on: one document a line.'),
    questions: described(v.string(), 'Questions and answers to finetune on: a .tsv of two columns.'),
    heldOut: described(v.string(), 'Questions that are only asked: a .tsv of two columns.'),
    variants: described(v.optional(oneOrMore(variant), ['rope']), 'Kinds of attention to compare.'),
    seeds: described(v.optional(oneOrMore(seed), [1]), 'One run for each; their spread is the uncertainty.'),
    preset: described(
      v.optional(v.picklist(PRESETS), 'fast'),
      'The published schedule, the shortest way to a good model, or a small model in a minute.',
    ),
    device: described(v.optional(v.string(), 'auto'), 'As ‘Show devices’ lists them.'),
    noPretraining: described(
      v.optional(v.boolean(), true),
      'Also train a model on the questions alone, to see what pretraining is worth.',
    ),
    prompts: described(
      v.optional(v.boolean(), false),
      'Pretraining asks documents about themselves, in the wording of the questions.',
    ),
    steps: described(v.optional(count), 'Updates in pretraining; the preset’s when left out.'),
    finetuneSteps: described(v.optional(count), 'Updates in finetuning; the preset’s when left out.'),
    model: described(v.optional(model, {}), 'Sizes that differ from the preset’s.'),
  }),
  v.title('Attention Lab experiment'),
  v.description('What to train on what, for several variants and seeds at once. Paths start from this file.'),
);

/** A checked experiment. */
export type Experiment = v.InferOutput<typeof experimentForm>;
