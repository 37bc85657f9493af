/**
 * The schema of a model's configuration, wherever it is read from: a run's `config.json`, a checkpoint's header.
 *
 * The upper bounds are far beyond what any machine trains; they keep a damaged or hostile file from taking all
 * memory before anybody has looked at its tensors.
 */
import * as v from 'valibot';
import type { ModelConfig } from './modelConfig';

function count(most: number) {
  return v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(most));
}

/** See `modelConfig.ts` for what each field means. */
export const modelConfigSchema = v.pipe(
  v.object({
    variant: v.string(),
    layers: count(1_000),
    heads: count(10_000),
    width: count(100_000),
    contextLength: v.pipe(count(1_000_000), v.minValue(8)),
    vocabularySize: count(1_200_000),
    dropout: v.pipe(v.number(), v.minValue(0), v.maxValue(0.9)),
    bottleneck: count(1_000_000),
    upMlpRatio: count(1_000),
    latents: v.picklist(['prefix', 'strided']),
  }),
  v.check(({ width, heads }) => width % heads === 0, 'width is not a multiple of heads'),
) satisfies v.GenericSchema<unknown, ModelConfig>;
