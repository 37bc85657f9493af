/**
 * Finds files again that a folder refers to, wherever both are now, and makes sure that they are the same.
 */
import { stat } from 'node:fs/promises';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import type { FileReference } from './fileReference';
import { hashOfFile } from './regularFile';
import { UserError } from './userError';

/** A reference that a folder can keep: it finds the file from wherever the folder is looked at. */
export function anchored(reference: FileReference, folder: string): FileReference {
  const path = resolve(reference.path);
  return { ...reference, path, relative: relativePath(folder, path) };
}

/** The path of a file from a folder, with slashes on every platform. */
export function relativePath(folder: string, path: string): string {
  return relative(resolve(folder), path).split(sep).join('/');
}

/**
 * Where something may be that a folder refers to, likeliest first. A path that is not absolute was typed in
 * some folder that is not known any more: this one, or one above the folder that keeps it.
 */
export function candidatePaths(
  { path, relative: fromFolder }: { readonly path: string; readonly relative?: string | undefined },
  folder: string,
): readonly string[] {
  const moved = fromFolder === undefined ? [] : [resolve(folder, fromFolder)];
  if (isAbsolute(path)) return [path, ...moved];
  const above: string[] = [];
  for (let one = resolve(folder); ; one = dirname(one)) {
    above.push(resolve(one, path));
    if (dirname(one) === one) break;
  }
  return [resolve(path), ...moved, ...above];
}

/** What the sentences about a lost file say. */
export interface LostFile {
  /** What the file is, with its article: `the corpus`. */
  readonly title: string;
  /** The option of the command line that names it: `--corpus`. */
  readonly option: string;
}

/**
 * The path at which a file is now, its content unchanged.
 *
 * @param folder The folder that keeps the reference.
 * @throws UserError when it is nowhere, or its content has changed, with what to do about it.
 */
export async function findFile(reference: FileReference, folder: string, lost: LostFile): Promise<string> {
  let changed: string | undefined;
  for (const path of new Set(candidatePaths(reference, folder))) {
    const found = await stat(path).catch(() => undefined);
    if (!found?.isFile()) continue;
    if (await isUnchanged(reference, path, found.size)) return path;
    changed ??= path;
  }
  const { title, option } = lost;
  throw new UserError(
    changed === undefined
      ? `${reference.path}, ${title} of the run, is not there any more. Say where it is now: ${option} FILE.`
      : `${changed} has changed since this run began. ` +
          `Restore the file, or name an unchanged copy of ${title}: ${option} FILE.`,
  );
}

/**
 * Makes sure that a file that somebody names is the one referred to.
 *
 * @throws UserError when it cannot be read or its content differs.
 */
export async function requireSame(
  reference: FileReference,
  path: string,
  { title }: LostFile,
): Promise<void> {
  if ((await hashOfFile(path)) === reference.sha256) return;
  throw new UserError(
    `${path} is not ${title} that this run began with: its content differs. Name an unchanged copy.`,
  );
}

async function isUnchanged({ bytes, sha256 }: FileReference, path: string, size: number): Promise<boolean> {
  if (size !== bytes) return false;
  // A file that cannot be read is as good as a changed one.
  return (await hashOfFile(path).catch(() => undefined)) === sha256;
}
