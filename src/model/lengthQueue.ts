/**
 * A queue that hands out the shortest first.
 */

/** Things queued by their length; those of the same length come in no particular order. */
export class LengthQueue<Item> {
  private readonly byLength = new Map<number, Item[]>();
  private count = 0;

  /** How many things wait. */
  get size(): number {
    return this.count;
  }

  /** Adds a thing. */
  add(length: number, item: Item): void {
    const same = this.byLength.get(length);
    if (same) same.push(item);
    else this.byLength.set(length, [item]);
    this.count += 1;
  }

  /** Takes up to `most` things, the shortest. */
  take(most: number): readonly Item[] {
    const taken: Item[] = [];
    for (const length of [...this.byLength.keys()].sort((a, b) => a - b)) {
      const same = this.byLength.get(length) ?? [];
      taken.push(...same.splice(Math.max(0, same.length - (most - taken.length))));
      if (same.length === 0) this.byLength.delete(length);
      if (taken.length === most) break;
    }
    this.count -= taken.length;
    return taken;
  }
}
