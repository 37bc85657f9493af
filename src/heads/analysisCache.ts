/**
 * Results kept with the run that they are about, so that nothing is computed twice.
 *
 * A result belongs to one checkpoint, one file and one version of the analysis. The checkpoint is known by
 * its whole progress: a run that was started anew in the same folder reaches the same step, but not after
 * the same seconds. A file that is missing, damaged or about something else counts as no result.
 */
import { join } from 'node:path';
import * as v from 'valibot';
import type { Progress } from '../model/checkpoints/checkpoint';
import { makeFolder } from '../files/makeFolder';
import { writeAtomically } from '../files/writeAtomically';
import { readForeignJson } from '../runs/foreignFile';
import { requireOwnFiles } from '../runs/ownFiles';
import type { RunFolder } from '../runs/runFolder';

/** What a result is about. */
export interface CacheKey {
  /** The analysis; part of the file's name. */
  readonly kind: string;
  /** Increased whenever the analysis changes what it computes. */
  readonly version: number;
  /** The checkpoint. */
  readonly progress: Progress;
  /** SHA-256 of the file that was read. */
  readonly file: string;
}

/** For models whose folder is somebody else's: nothing is kept. */
export const NO_CACHE: Pick<AnalysisCache, 'remember'> = {
  remember: (_key, _schema, compute) => compute(),
};

/** The results that are kept in one run’s folder. */
export class AnalysisCache {
  constructor(private readonly folder: RunFolder) {}

  /** The kept result, if it is as the schema says, or what `compute` gives, which is then kept. */
  async remember<Result>(
    key: CacheKey,
    schema: v.GenericSchema<unknown, Result>,
    compute: () => Promise<Result>,
  ): Promise<Result> {
    const kept = await this.read(key, schema);
    if (kept !== undefined) return kept;
    const result = await compute();
    // A result that cannot be kept (a full disk, a folder of somebody else's) is still a result.
    await this.write(key, result).catch(() => undefined);
    return result;
  }

  private async read<Result>(
    key: CacheKey,
    schema: v.GenericSchema<unknown, Result>,
  ): Promise<Result | undefined> {
    const kept = await readForeignJson(this.path(key)).catch(() => undefined);
    const parsed = v.safeParse(v.object({ key: v.unknown(), result: schema }), kept, { abortEarly: true });
    if (!parsed.success || JSON.stringify(parsed.output.key) !== JSON.stringify(ordered(key)))
      return undefined;
    return parsed.output.result;
  }

  private async write(key: CacheKey, result: unknown): Promise<void> {
    await requireOwnFiles(this.folder);
    await makeFolder(this.folder.analysis);
    await writeAtomically(this.path(key), [`${JSON.stringify({ key: ordered(key), result })}\n`]);
  }

  private path({ kind, progress, file }: CacheKey): string {
    const step = String(progress.step).padStart(8, '0');
    return join(this.folder.analysis, `${kind}-${step}-${file.slice(0, 12)}.json`);
  }
}

/** The same fields in the same order, whoever made the key. */
function ordered({ kind, version, progress: { step, tokens, seconds }, file }: CacheKey): CacheKey {
  return { kind, version, progress: { step, tokens, seconds }, file };
}
