/**
 * Experiment files (`*.attn.json`): what to train on what, for several variants and seeds at once.
 *
 * `media/experiment.schema.json` describes the same form to the editor.
 */
import { dirname, resolve } from 'node:path';
import * as v from 'valibot';
import { parseJson } from '../files/parseJson';
import { readSmallFile } from '../files/regularFile';
import { UserError } from '../files/userError';

const count = v.pipe(v.number(), v.integer(), v.minValue(1));
const oneOrMore = <Item extends v.GenericSchema>(item: Item) =>
  v.union([
    v.pipe(v.array(item), v.minLength(1)),
    v.pipe(
      item,
      v.transform((only) => [only] as v.InferOutput<Item>[]),
    ),
  ]);

const form = v.strictObject({
  $schema: v.optional(v.string()),
  corpus: v.string(),
  questions: v.string(),
  heldOut: v.string(),
  variants: v.optional(oneOrMore(v.string()), ['rope']),
  seeds: v.optional(oneOrMore(v.pipe(v.number(), v.integer(), v.minValue(0))), [1]),
  preset: v.optional(v.picklist(['study', 'fast', 'quick']), 'fast'),
  device: v.optional(v.string(), 'auto'),
  noPretraining: v.optional(v.boolean(), true),
  prompts: v.optional(v.boolean(), false),
  steps: v.optional(count),
  finetuneSteps: v.optional(count),
  model: v.optional(
    v.strictObject({
      layers: v.optional(count),
      heads: v.optional(count),
      width: v.optional(count),
      context: v.optional(count),
      bottleneck: v.optional(count),
      upMlpRatio: v.optional(count),
      latents: v.optional(v.picklist(['prefix', 'strided'])),
      dropout: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(0.9))),
    }),
    {},
  ),
});

/** A validated experiment; paths are absolute. */
export type Experiment = v.InferOutput<typeof form>;

/**
 * Reads an experiment file; paths in it start from its folder.
 *
 * @throws UserError naming the field that does not fit.
 */
export async function readExperiment(path: string): Promise<Experiment> {
  const text = (await readSmallFile(path)).toString('utf8');
  const result = v.safeParse(form, parseJson(path, text));
  if (!result.success) {
    const [issue] = result.issues;
    throw new UserError(`${path} is not valid at '${v.getDotPath(issue) ?? 'its top'}': ${issue.message}.`);
  }
  const { output } = result;
  const absolute = (file: string) => resolve(dirname(path), file);
  const variants = output.variants.map((variant) => (/[\\/.]/.test(variant) ? absolute(variant) : variant));
  return {
    ...output,
    corpus: absolute(output.corpus),
    questions: absolute(output.questions),
    heldOut: absolute(output.heldOut),
    variants,
  };
}
