/**
 * What an optimizer is to the training step: a pure function of tensors, with named state.
 */
import type { HostTensors } from '../../engine/tensors';
import type { Tensors, tf } from '../../engine/tf';
import type { ParameterSpecs } from '../../model/contract';

/** Scalars that change from step to step, fed as inputs so that the graph need not. */
export interface StepScalars {
  readonly learningRate: tf.Scalar;
  /** The number of this update, from 1; for the correction of biased moments. */
  readonly update: tf.Scalar;
}

/** A way to change parameters by their gradients. */
export interface Optimizer {
  /** Its state at the beginning, e.g. moments of zeros. Names do not clash with parameters'. */
  readonly initialState: (parameters: ParameterSpecs) => HostTensors;
  /** New parameters and new state, from the (clipped) gradients. */
  readonly update: (
    specs: ParameterSpecs,
    tensors: { readonly parameters: Tensors; readonly gradients: Tensors; readonly state: Tensors },
    scalars: StepScalars,
  ) => { readonly parameters: Tensors; readonly state: Tensors };
}
