/**
 * `attention-lab check`: proves that an attention variant sees no future, without training it.
 */
import { openDevice, processorDevice } from '../engine/devices/openDevice';
import { requireCausal } from '../model/causality';
import { loadVariant } from '../model/loadVariant';
import { MODEL_OPTIONS, modelOf } from './runOptions';
import type { Verb } from './verb';

/** Checks one variant. */
export const check: Verb = {
  summary: 'proves that an attention variant sees no future',
  options: MODEL_OPTIONS,
  run: async (call) => {
    const name = call.required('variant');
    const variant = await loadVariant(name);
    await requireCausal(openDevice(processorDevice()), variant, {
      ...modelOf(call),
      variant: name,
      vocabularySize: 2,
    });
    call.say(`${variant.name} is causal: no prediction depends on a later character.`);
    return { variant: name, causal: true };
  },
};
