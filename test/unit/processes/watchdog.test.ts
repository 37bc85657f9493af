/**
 * A child whose parent is killed ends, also in the middle of a computation that never lets the event loop turn.
 */
import { fork } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { until } from '../../support/cli';
import { temporaryFolder } from '../../support/files';

/** A child that computes for ever, once it has told its process id. */
const busy = (watched: boolean) => `
  import { endWithParent } from ${JSON.stringify(resolve('src/processes/watchdog.ts'))};
  ${watched ? 'endWithParent(50);' : ''}
  process.send?.(process.pid, () => { for (;;); });
`;

/** A parent that passes on what its child says. */
const PARENT = `
  const { fork } = require('node:child_process');
  fork(process.argv[2]).on('message', (id) => process.send(id));
`;

/** Kills the parent of a busy child; whether the child lives on is left to be asked. */
async function orphan(watched: boolean): Promise<number> {
  const folder = await temporaryFolder();
  const [parent, child] = [join(folder, 'parent.cjs'), join(folder, 'child.cjs')];
  await writeFile(parent, PARENT);
  const stdin = { contents: busy(watched), resolveDir: folder, loader: 'ts' as const };
  await build({ stdin, outfile: child, bundle: true, platform: 'node', format: 'cjs' });
  const started = fork(parent, [child]);
  const id = await new Promise<number>((found) =>
    started.once('message', (message) => {
      found(Number(message));
    }),
  );
  started.kill('SIGKILL');
  return id;
}

function lives(id: number): boolean {
  try {
    process.kill(id, 0);
    // Where nobody collects orphans, a dead one keeps its place in the table of processes.
    const stat = `/proc/${id}/stat`;
    return !existsSync(stat) || !readFileSync(stat, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}

describe('the watchdog', () => {
  it('ends a busy child whose parent is killed; without a watchdog the child goes on', async () => {
    const [watched, unwatched] = [await orphan(true), await orphan(false)];
    await until(() => !lives(watched));
    expect(lives(unwatched)).toBe(true);
    process.kill(unwatched, 'SIGKILL');
  });
});
