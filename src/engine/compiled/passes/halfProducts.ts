/**
 * Mixed precision (Micikevicius et al., 2018, arXiv 1710.03740): matrix products read float16 and give it, all else
 * stays as it is. GPUs multiply such matrices two to sixteen times faster.
 *
 * Weights, moments, sums, softmax and normalisation stay float32. No scale is needed for small gradients: a step
 * differentiates the sum of its losses (`training/trainingStep.ts`), so that they are of the size of probabilities.
 */
import { type Graph, type GraphNode, Value } from '../graph';
import { ONNX_TYPES } from '../kernels/kernel';

const PRODUCTS = new Set(['Gemm', 'MatMul', 'FusedMatMul']);

/** The same graph with products of float16; each value is cast once, however many products read it. */
export function halfProducts(graph: Graph): Graph {
  const halves = new Map<Value, Value>();
  const nodes = graph.nodes.flatMap((node): readonly GraphNode[] => {
    const [product] = node.outputs;
    if (!PRODUCTS.has(node.operator) || product?.type !== 'float32') return [node];
    const casts: GraphNode[] = [];
    const inputs = node.inputs.map((input) => {
      if (input?.type !== 'float32') return input;
      const half = halves.get(input) ?? new Value(input.shape, 'float16');
      if (!halves.has(input)) casts.push(cast(input, half));
      halves.set(input, half);
      return half;
    });
    const half = new Value(product.shape, 'float16');
    return [...casts, { ...node, inputs, outputs: [half] }, cast(half, product)];
  });
  return { ...graph, nodes };
}

function cast(from: Value, to: Value): GraphNode {
  return {
    operator: 'Cast',
    domain: '',
    inputs: [from],
    outputs: [to],
    attributes: { to: ONNX_TYPES[to.type] },
  };
}
