/**
 * `attention-lab check`: proves that an attention variant sees no future, without training it.
 */
import { checkedVariant } from '../training/checkVariant';
import { MODEL_OPTIONS } from '../training/options';
import { modelOf } from '../training/runSettings';
import { type Verb, specsOf } from './verb';

/** Checks one variant. */
export const check: Verb = {
  summary: 'proves that an attention variant sees no future',
  options: specsOf(MODEL_OPTIONS),
  run: async (call) => {
    const name = call.required('variant');
    const model = { ...modelOf(call.read(MODEL_OPTIONS)), vocabularySize: 2 };
    const variant = await checkedVariant(model);
    call.say(`${variant.name} is causal: no prediction depends on a later character.`);
    return { variant: name, causal: true };
  },
};
