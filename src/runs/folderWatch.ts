/**
 * Tells which of some folders have changed, as far as the system reports it: a new, removed or replaced entry.
 *
 * Not a source of truth: network file systems report nothing that other computers do, and systems limit how
 * many folders can be watched. Whoever uses it looks for itself now and then.
 */
import { type FSWatcher, watch } from 'node:fs';

/** Watches folders until it is disposed of. */
export class FolderWatch {
  private readonly watchers = new Map<string, FSWatcher>();
  private readonly changed = new Set<string>();

  /** Watches these folders and no others; those that cannot be watched are left out in silence. */
  watchOnly(paths: Iterable<string>): void {
    const wanted = new Set(paths);
    for (const path of this.watchers.keys()) if (!wanted.has(path)) this.forget(path);
    for (const path of wanted) if (!this.watchers.has(path)) this.begin(path);
  }

  /** The folders that have changed, or have come to be watched, since this was last asked. */
  takeChanged(): ReadonlySet<string> {
    const taken = new Set(this.changed);
    this.changed.clear();
    return taken;
  }

  /** Ends all watching. */
  dispose(): void {
    this.watchOnly([]);
    this.changed.clear();
  }

  private begin(path: string): void {
    try {
      const watcher = watch(path, { persistent: false }, () => this.changed.add(path));
      watcher.on('error', () => {
        this.changed.add(path);
        this.forget(path);
      });
      this.watchers.set(path, watcher);
      // Nobody knows what has happened to it since it was last looked at.
      this.changed.add(path);
    } catch {
      // It is not there, or there are too many watchers: the slow looks must do.
    }
  }

  private forget(path: string): void {
    this.watchers.get(path)?.close();
    this.watchers.delete(path);
  }
}
