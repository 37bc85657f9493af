/**
 * What an optimizer is to the training step: a pure function of tensors, with named state.
 */
import type { HostTensors } from '../../engine/tensors';
import type { Tensors, tf } from '../../engine/tf';
import type { ParameterSpecs } from '../../model/contract';

/** What an update is computed from. */
export interface UpdateInput {
  readonly parameters: Tensors;
  /** Gradients before clipping. */
  readonly gradients: Tensors;
  /** Scales all gradients; below 1 where clipping bites. */
  readonly gradientScale: tf.Scalar;
  /** The optimizer's own state, besides whatever else the store holds. */
  readonly state: Tensors;
  readonly learningRate: tf.Scalar;
  readonly weightDecay: tf.Scalar;
  /** The number of this update, from 1; for the correction of biased moments. */
  readonly update: tf.Scalar;
}

/** What an update gives: all parameters and all of the optimizer's state, anew. */
export interface UpdateOutput {
  readonly parameters: Tensors;
  readonly state: Tensors;
}

/** A way to change parameters by their gradients. */
export interface Optimizer {
  /**
   * Its state at the beginning, e.g. moments of zeros. Names do not clash with parameters'; checkpoints say
   * which tensors these are, so nothing else needs to know how an optimizer calls them.
   */
  readonly initialState: (parameters: ParameterSpecs) => HostTensors;
  /** New parameters and new state. */
  readonly update: (specs: ParameterSpecs, input: UpdateInput) => UpdateOutput;
}
