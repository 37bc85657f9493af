/**
 * Where programs of the system are: by absolute paths alone.
 *
 * A bare name is looked up. Windows begins with the folder that one works in, which holds whatever a
 * workspace brings; elsewhere a search path may hold `.` or an empty entry, which mean the same.
 */
import { existsSync } from 'node:fs';
import { posix, win32 } from 'node:path';

/** What the search depends on; tests stand in for other systems. */
export interface SearchPlace {
  readonly platform: NodeJS.Platform;
  /** The environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The folder that one works in, of which nothing is ever run. */
  readonly folder: string;
  readonly exists: (path: string) => boolean;
}

/** The absolute path of a program of the system or its drivers; undefined when there is none. */
export function systemProgram(
  name: string,
  { platform, env, folder, exists }: SearchPlace = {
    platform: process.platform,
    env: process.env,
    folder: process.cwd(),
    exists: existsSync,
  },
): string | undefined {
  if (platform === 'win32') {
    const path = win32.join(env['SystemRoot'] ?? 'C:\\Windows', 'System32', `${name}.exe`);
    return exists(path) ? path : undefined;
  }
  const folders = (env['PATH'] ?? '').split(':').filter((one) => posix.isAbsolute(one) && !isIn(folder, one));
  return folders.map((one) => posix.join(one, name)).find(exists);
}

function isIn(folder: string, path: string): boolean {
  // One who works in `/` works in everything.
  if (folder === '/') return false;
  const way = posix.relative(folder, path);
  return way === '' || !way.startsWith('..');
}
