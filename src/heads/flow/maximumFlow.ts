/**
 * The most that can flow through a network from one node to another (Dinic, 1970).
 *
 * Capacities are real numbers; what is left below {@link NOTHING} counts as nothing.
 */

const NOTHING = 1e-9;

/** A network with one-way pipes. Nodes are numbers from 0. */
export class FlowNetwork {
  private readonly edgesOf: number[][];
  private readonly target: number[] = [];
  private readonly capacity: number[] = [];
  private left: number[] = [];

  constructor(nodes: number) {
    this.edgesOf = Array.from({ length: nodes }, () => []);
  }

  /** Adds a pipe. */
  connect(from: number, to: number, capacity: number): void {
    // Edge 2k and its reverse 2k + 1.
    this.edgesOf[from]?.push(this.target.length);
    this.edgesOf[to]?.push(this.target.length + 1);
    this.target.push(to, from);
    this.capacity.push(capacity, 0);
  }

  /** The maximum flow, all (1) from a node to itself; the network can be asked again. */
  maximum(source: number, sink: number): number {
    if (source === sink) return 1;
    this.left = [...this.capacity];
    let total = 0;
    for (let levels = this.levels(source); (levels[sink] ?? -1) >= 0; levels = this.levels(source)) {
      const next = new Array<number>(this.edgesOf.length).fill(0);
      for (;;) {
        const pushed = this.push({ levels, next, sink }, source, Infinity);
        if (pushed <= NOTHING) break;
        total += pushed;
      }
    }
    return total;
  }

  /** Each node's distance from the source over pipes with room; −1 where there is no way. */
  private levels(source: number): readonly number[] {
    const levels = new Array<number>(this.edgesOf.length).fill(-1);
    levels[source] = 0;
    const queue = [source];
    // The queue grows while it is read.
    for (const node of queue) {
      for (const edge of this.edgesOf[node] ?? []) {
        const to = this.target[edge] ?? 0;
        if ((this.left[edge] ?? 0) <= NOTHING || levels[to] !== -1) continue;
        levels[to] = (levels[node] ?? 0) + 1;
        queue.push(to);
      }
    }
    return levels;
  }

  /** Sends up to `most` one level further; `next` remembers which pipes of a node are used up. */
  private push(search: Search, node: number, most: number): number {
    if (node === search.sink) return most;
    const edges = this.edgesOf[node] ?? [];
    for (let place = search.next[node] ?? 0; place < edges.length; place++) {
      search.next[node] = place;
      const edge = edges[place] ?? 0;
      const to = this.target[edge] ?? 0;
      const room = this.left[edge] ?? 0;
      if (room <= NOTHING || search.levels[to] !== (search.levels[node] ?? 0) + 1) continue;
      const pushed = this.push(search, to, Math.min(most, room));
      if (pushed <= NOTHING) continue;
      this.left[edge] = room - pushed;
      this.left[edge ^ 1] = (this.left[edge ^ 1] ?? 0) + pushed;
      return pushed;
    }
    search.next[node] = edges.length;
    return 0;
  }
}

interface Search {
  readonly levels: readonly number[];
  readonly next: number[];
  readonly sink: number;
}
