/**
 * The run folder: the only truth about a run. The trainer writes it, everyone else reads it.
 *
 *     config.json            everything needed to repeat the run
 *     status.json            state, step, process, heartbeat; replaced atomically
 *     metrics.jsonl          a JSON object a line; append-only; a torn last line is ignored
 *     heads.jsonl            what each head scored, a line a look; append-only
 *     probe.json             the tokens that the text is drawn from by which heads are followed
 *     events.out.tfevents.*  the same scalars for TensorBoard
 *     checkpoints/           weights, moments, step; one file each, safetensors
 *     weights.safetensors    the newest snapshot, replaced atomically
 *     tokenizer.json         its tokens where they are byte pairs: as every reader of such files takes them
 *     references.json        what accuracy is measured against: guessing, and what the text allows
 *     predictions/           answers to question files
 *     score.json             what it scored in the end, where an experiment asked
 *     analysis/              what heads do, kept by checkpoint and file
 *     label.json             what people say about it: a name, a note, a star
 *     log.txt                what the trainer had to say
 *     control.jsonl          what people asked of its trainer, and what became of it
 *     requests/              what they ask right now
 *     lock                   who trains here
 *     stop                   somebody wishes the trainer to stop
 */
import { readdir, rm, rmdir, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { makeFolder } from '../files/makeFolder';
import { UserError } from '../files/userError';

/** The paths inside one run folder. */
export class RunFolder {
  constructor(readonly path: string) {}

  /** The folder's own name, by which people know the run. */
  get name(): string {
    return basename(this.path);
  }

  get config(): string {
    return join(this.path, 'config.json');
  }

  get status(): string {
    return join(this.path, 'status.json');
  }

  get metrics(): string {
    return join(this.path, 'metrics.jsonl');
  }

  get heads(): string {
    return join(this.path, 'heads.jsonl');
  }

  get probe(): string {
    return join(this.path, 'probe.json');
  }

  get control(): string {
    return join(this.path, 'control.jsonl');
  }

  get requests(): string {
    return join(this.path, 'requests');
  }

  get label(): string {
    return join(this.path, 'label.json');
  }

  get references(): string {
    return join(this.path, 'references.json');
  }

  get tokenizer(): string {
    return join(this.path, 'tokenizer.json');
  }

  get lock(): string {
    return join(this.path, 'lock');
  }

  /** The lock of whoever found the holder of the lock with this key dead; see `lockFile.ts`. */
  nextLock(key: string): string {
    return this.inside(`lock.${key}.next`);
  }

  /** A lock before it is put in place. */
  lockInTheMaking(token: string): string {
    return this.inside(`lock.${token}.tmp`);
  }

  /** The path of a file in this folder. */
  inside(name: string): string {
    return join(this.path, name);
  }

  /** Exists while somebody wishes the trainer to stop; works where signals do not. */
  get stopRequest(): string {
    return join(this.path, 'stop');
  }

  get weights(): string {
    return join(this.path, 'weights.safetensors');
  }

  get checkpoints(): string {
    return join(this.path, 'checkpoints');
  }

  get predictions(): string {
    return join(this.path, 'predictions');
  }

  get analysis(): string {
    return join(this.path, 'analysis');
  }

  get log(): string {
    return join(this.path, 'log.txt');
  }

  /** The checkpoint of one step. */
  checkpoint(step: number): string {
    return join(this.checkpoints, `step-${String(step).padStart(8, '0')}.safetensors`);
  }

  /** Steps that have a checkpoint, rising. */
  async checkpointSteps(): Promise<readonly number[]> {
    const files = await readdir(this.checkpoints).catch(() => []);
    const steps = files.flatMap((file) => /^step-(\d+)\.safetensors$/.exec(file)?.[1] ?? []);
    return steps.map(Number).sort((a, b) => a - b);
  }

  /**
   * Makes the folder alone, for whoever does not know yet whether a run may begin in it.
   *
   * @returns The first folder that was made; undefined when all were there.
   * @throws UserError when it cannot be made or written.
   */
  async createEmpty(): Promise<string | undefined> {
    const known = await stat(this.path).catch(() => undefined);
    if (known && !known.isDirectory()) {
      throw new UserError(`${this.path} is a file. Name a folder for the run with --out.`);
    }
    return makeFolder(this.path);
  }

  /** Makes the folder with those that every run has. Throws as {@link createEmpty} does. */
  async create(): Promise<void> {
    await this.createEmpty();
    await makeFolder(this.checkpoints);
    await makeFolder(this.predictions);
  }

  /** Takes away what a start that failed has written, but for the log, which says why. */
  async clear(): Promise<void> {
    const names = await readdir(this.path).catch(() => []);
    const events = names.filter((name) => name.startsWith('events.out.tfevents.'));
    const lines = [this.metrics, this.heads, this.control];
    const own = [
      this.config,
      this.status,
      this.probe,
      this.references,
      this.tokenizer,
      this.weights,
      ...lines,
    ];
    for (const file of [...own, ...events.map((name) => join(this.path, name))]) {
      await rm(file, { force: true });
    }
    await this.clearUnbegun();
  }

  /** Takes away what a start that failed before it wrote anything has made: empty folders. */
  async clearUnbegun(): Promise<void> {
    await rm(this.stopRequest, { force: true });
    for (const inner of [this.checkpoints, this.predictions, this.requests])
      await rmdir(inner).catch(() => undefined);
  }

  /** Takes away the run with all that was made of it, but for its lock. */
  async discard(): Promise<void> {
    await this.clear();
    for (const inner of [this.checkpoints, this.predictions, this.analysis, this.requests]) {
      await rm(inner, { recursive: true, force: true });
    }
    // The log may be open: Windows does not part with it then.
    for (const file of [this.inside('score.json'), this.label, this.log])
      await rm(file, { force: true }).catch(() => undefined);
  }

  /** Removes the folder after {@link clear}, and those above it up to `first`, where they are empty. */
  async removeEmpty(first: string): Promise<void> {
    await rm(this.log, { force: true }).catch(() => undefined);
    for (let path = resolve(this.path); ; path = dirname(path)) {
      const removed = await rmdir(path).then(
        () => true,
        () => false,
      );
      if (!removed || path === resolve(first) || path === dirname(path)) return;
    }
  }
}
