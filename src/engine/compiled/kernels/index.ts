/**
 * All translations of TF.js kernels to ONNX.
 */
import { registerElementwise } from './elementwise';
import { registerFused } from './fused';
import { registerMatrices } from './matrices';
import { registerReductions } from './reductions';
import { registerShapes } from './shapes';

/** Registers every kernel that the recording backend knows. */
export function registerKernels(): void {
  registerElementwise();
  registerReductions();
  registerMatrices();
  registerShapes();
  registerFused();
}
