/**
 * The x axis that all charts of the page share: what one zooms to, all show.
 */

/** From and to, in the units of the axis. */
export type Extent = readonly [from: number, to: number];

/** The zoom that charts share. Listeners are called after every change. */
export class LinkedAxis {
  /** Charts with the same key show one cursor. */
  readonly key = 'training';
  /** What is zoomed to; the whole when undefined. */
  zoomed: Extent | undefined;
  private readonly listeners = new Set<() => void>();

  /** Zooms all charts; undefined shows the whole again. */
  zoom(extent: Extent | undefined): void {
    if (extent && !(extent[1] > extent[0])) return;
    this.zoomed = extent;
    for (const listener of this.listeners) listener();
  }

  /**
   * From where to where a chart of this extent is drawn: never from below it where the axis is logarithmic, on which
   * uPlot counts marks up from zero without end; and the whole where nothing of it is zoomed to.
   */
  within(extent: Extent, log: boolean): Extent {
    const [from, to] = this.zoomed ?? extent;
    const low = log ? Math.max(from, extent[0]) : from;
    return low < Math.min(to, extent[1]) ? [low, to] : extent;
  }

  /** Calls back after every change; returns what ends that. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}

/** All that the columns reach, for charts over one axis: from zero where it is linear. */
export function extentOf(columns: readonly Float64Array[], log: boolean): Extent {
  let [least, most] = [Infinity, -Infinity];
  for (const column of columns) {
    for (const x of column) {
      if (x > 0 && x < least) least = x;
      if (x > most) most = x;
    }
  }
  if (!(most > 0)) return log ? [1, 10] : [0, 1];
  if (!log) return [0, most];
  return [least, Math.max(most, least * 10)];
}
