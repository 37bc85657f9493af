/**
 * Calls a TF.js function once and records what it does as a graph.
 */
import { UserError } from '../../files/userError';
import type { Signature, TensorFunction } from '../engine';
import type { MaskRequest } from '../keepMasks';
import type { TensorSpec } from '../tensors';
import { type Tensors, tf, withBackend } from '../tf';
import { type Graph, Value } from './graph';
import { registerKernels } from './kernels';
import { optimise } from './optimise';
import { type Dialect, RECORDING, RecordingBackend } from './recordingBackend';

/** A recorded function. Input and output names of the graph are those of the function. */
export interface Trace {
  readonly graph: Graph;
  /** Names of the outputs that are new state; their graph names end in {@link NEXT}. */
  readonly nextState: readonly string[];
  /** The dropout masks the graph is fed, as inputs named by {@link maskName}. */
  readonly masks: readonly MaskRequest[];
}

/** Ends the name of an output that replaces an entry of the store. */
export const NEXT = ' (next)';

/** The graph's name for its `index`-th dropout mask. */
export function maskName(index: number): string {
  return `keep mask ${index}`;
}

let backend: RecordingBackend | undefined;

function recordingBackend(): RecordingBackend {
  if (backend) return backend;
  const created = new RecordingBackend();
  tf.registerBackend(RECORDING, () => created, 0);
  registerKernels();
  backend = created;
  return created;
}

/**
 * Records `body` for the shapes of `signature` and `state`.
 *
 * @throws UserError naming the operation and the line of code when an operation cannot be compiled.
 */
export function trace(
  body: TensorFunction,
  signature: Signature,
  state: Readonly<Record<string, TensorSpec>>,
  dialect: Dialect,
): Trace {
  const record = recordingBackend();
  record.begin(dialect);
  return withBackend(RECORDING, () => {
    tf.engine().startScope('trace');
    try {
      return recordCall(record, body, signature, state);
    } catch (error) {
      throw explained(error);
    } finally {
      tf.engine().endScope();
    }
  });
}

function recordCall(
  record: RecordingBackend,
  body: TensorFunction,
  signature: Signature,
  state: Readonly<Record<string, TensorSpec>>,
): Trace {
  const inputs = new Map<string, Value>();
  const masks: MaskRequest[] = [];
  const feed = (name: string, value: Value) => {
    inputs.set(name, value);
    return record.tensorOf(value);
  };
  const feedAll = (specs: Readonly<Record<string, TensorSpec>>): Tensors =>
    Object.fromEntries(
      Object.entries(specs).map(([name, { shape, type }]) => [name, feed(name, new Value(shape, type))]),
    );
  const traced = body(feedAll(signature.inputs), feedAll(state), (shape, rate) => {
    masks.push({ shape, rate });
    return feed(maskName(masks.length - 1), new Value(shape, 'float32'));
  });
  const nextState = Object.keys(traced.state ?? {});
  const outputs = outputValues(record, new Set(inputs.values()), traced);
  return { graph: optimise({ inputs, outputs, nodes: record.recorded }), nextState, masks };
}

/** An output that is an input or a constant, or is named twice, needs a node of its own. */
function outputValues(
  record: RecordingBackend,
  inputs: ReadonlySet<Value>,
  traced: ReturnType<TensorFunction>,
): ReadonlyMap<string, Value> {
  const outputs = new Map<string, Value>();
  const taken = new Set<Value>(inputs);
  const put = (name: string, tensor: tf.Tensor) => {
    const value = record.recordedValue(tensor);
    const copied = taken.has(value) || value.constant !== undefined;
    const own = copied ? record.node('Identity', [value], { shape: value.shape, type: value.type }) : value;
    taken.add(own);
    outputs.set(name, own);
  };
  for (const [name, tensor] of Object.entries(traced.outputs)) put(name, tensor);
  for (const [name, tensor] of Object.entries(traced.state ?? {})) put(name + NEXT, tensor);
  return outputs;
}

/** TF.js says only "not registered for backend"; a person needs the operation and the line. */
function explained(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const kernel = /'?(\w+)'? not registered for (?:the )?backend '?recording/.exec(error.message)?.[1];
  if (kernel === undefined) return error;
  return new UserError(
    `The operation ${kernel} cannot be compiled (${callerOf(error)}). ` +
      'Write it with other TF.js operations, or train on an eager device (see: attention-lab devices).',
    { cause: error },
  );
}

/** The innermost stack frame that is neither TF.js's nor the engine's. */
function callerOf(error: Error): string {
  const frames = (error.stack ?? '').split('\n').slice(1);
  const own = frames.find((frame) => !/node_modules|[\\/]src[\\/]engine[\\/]|node:internal/.test(frame));
  return own?.trim() ?? 'at an unknown line';
}
