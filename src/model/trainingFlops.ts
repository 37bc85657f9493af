/**
 * How much a training step of the study's model has to multiply.
 */
import type { ModelConfig } from './modelConfig';

/**
 * Floating-point operations in the matrix products of one training step, two for each multiply-add.
 *
 * The forward pass multiplies each token with every weight of a linear map, and in each layer queries
 * with keys and maps with values; the backward pass costs twice as much again (Kaplan et al., 2020).
 * What an implementation multiplies besides is not counted. Valid for blocks of self-attention.
 */
export function trainingFlops(config: ModelConfig, rows: number, length: number): number {
  const { layers, width, vocabularySize } = config;
  const tokens = rows * length;
  const weights = layers * 12 * width ** 2 + width * vocabularySize;
  const attention = layers * 2 * length * width;
  return 3 * 2 * tokens * (weights + attention);
}
