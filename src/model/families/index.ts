/**
 * The families of open models that can be read.
 */
import type { Family } from './family';
import { gpt2 } from './gpt2';
import { gptNeox } from './gptNeox';
import { llama, qwen2, qwen3 } from './llama';

/** All of them. */
export const FAMILIES: readonly Family[] = [gpt2, llama, qwen2, qwen3, gptNeox];

/** The family that `model_type` names, if it is one of {@link FAMILIES}. */
export function familyCalled(name: string): Family | undefined {
  return FAMILIES.find((family) => family.name === name);
}
