/**
 * What a module with one's own attention may import from 'attention-lab'.
 */
export { tf } from '../engine/tf';
export { gelu } from '../engine/ops/gelu';
export { layerNorm } from '../engine/ops/layerNorm';
export { linear } from '../engine/ops/linear';
export { rotate } from '../engine/ops/rotate';
export { softmax } from '../engine/ops/softmax';
export { linearParameters, selfAttentionBlock, splitHeads } from './attentionBlock';
export { maskedSoftmax } from './maskedSoftmax';
export { selfAttentionVariant as defineAttention } from './variants/vanilla';
export type { AttentionCall, AttentionLayer, LayerShape, ParameterSpec, Variant } from './contract';
