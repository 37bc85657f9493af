/**
 * Rewrites a recorded graph into a cheaper one that computes the same.
 *
 * The runtime has its own optimiser; these are the rewrites that it lacks and that a training step
 * gains from, because memory traffic is half of its time. Each pass is a function from nodes to nodes.
 */
import type { Graph, GraphNode, Value } from './graph';
import { foldScales } from './passes/foldScales';

/** A rewrite; `outputs` are the values that must survive. */
type Pass = (nodes: readonly GraphNode[], outputs: ReadonlySet<Value>) => readonly GraphNode[];

/** Applies all passes. */
export function optimise(graph: Graph): Graph {
  const outputs = new Set(graph.outputs.values());
  const passes: readonly Pass[] = [removeDead, foldScales, removeDead];
  const nodes = passes.reduce((current, pass) => pass(current, outputs), graph.nodes);
  return { ...graph, nodes };
}

/** Drops what no output depends on. */
function removeDead(nodes: readonly GraphNode[], outputs: ReadonlySet<Value>): readonly GraphNode[] {
  const needed = new Set<Value | undefined>(outputs);
  const kept: GraphNode[] = [];
  for (const node of [...nodes].reverse()) {
    if (!node.outputs.some((output) => needed.has(output))) continue;
    node.inputs.forEach((input) => needed.add(input));
    kept.push(node);
  }
  return kept.reverse();
}
