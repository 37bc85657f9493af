/**
 * `attention-lab check`: proves that an attention variant sees no future, without training it.
 */
import { checkedVariant } from '../training/checkVariant';
import { CHECK_OPTIONS } from '../training/options';
import { modelOf } from '../training/runSettings';
import { type Verb, specsOf } from './verb';

/** Checks one variant. */
export const check: Verb = {
  summary: 'proves that an attention variant sees no future',
  options: specsOf(CHECK_OPTIONS),
  run: async (call) => {
    const options = call.read(CHECK_OPTIONS);
    const variant = await checkedVariant({ ...modelOf(options), vocabularySize: 2 });
    call.say(`${variant.name} is causal: no prediction depends on a later character.`);
    return { variant: options.variant, causal: true };
  },
};
