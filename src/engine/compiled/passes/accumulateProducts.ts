/**
 * Turns `sum + a · b` into one `Gemm` that adds its product to `sum`.
 *
 * The gradients of several micro-batches are then accumulated without a pass of their own.
 */
import type { GraphNode, Value } from '../graph';
import { sameShape } from '../../tensors';
import { countUses } from './foldScales';

/** See the header. */
export function accumulateProducts(
  nodes: readonly GraphNode[],
  outputs: ReadonlySet<Value>,
): readonly GraphNode[] {
  const uses = countUses(nodes, outputs);
  const products = new Map<Value | undefined, GraphNode>();
  const absorbed = new Set<GraphNode>();
  const result = nodes.map((node) => {
    if (node.operator === 'Gemm' && node.inputs.length === 2) {
      node.outputs.forEach((output) => products.set(output, node));
    }
    if (node.operator !== 'Add') return node;
    const merged = merge(node, products, uses);
    if (!merged) return node;
    absorbed.add(merged.product);
    return merged.node;
  });
  return result.filter((node) => !absorbed.has(node));
}

function merge(
  addition: GraphNode,
  products: ReadonlyMap<Value | undefined, GraphNode>,
  uses: ReadonlyMap<Value | undefined, number>,
): { node: GraphNode; product: GraphNode } | undefined {
  const [a, b] = addition.inputs;
  for (const [value, sum] of [
    [a, b],
    [b, a],
  ] as const) {
    const product = products.get(value);
    if (!product || !value || !sum || uses.get(value) !== 1) continue;
    if (!sameShape(value.shape, sum.shape)) continue;
    const node = { ...product, inputs: [...product.inputs, sum], outputs: addition.outputs };
    return { node, product };
  }
  return undefined;
}
