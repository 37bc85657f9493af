/**
 * A disk that fills up during a run: one sentence, and nothing lost.
 */
import { execFileSync } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readCheckpoint } from '../../src/model/checkpoints/checkpoint';
import { RunFolder } from '../../src/runs/runFolder';
import { TINY, cli, madeUpPeople } from '../support/cli';
import { temporaryFolder } from '../support/files';

const disk = await temporaryFolder();

/** Mounts a small disk; says why it cannot. */
function mountSmallDisk(): string | undefined {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', disk], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'this process may not mount a small disk to fill';
  }
}

const obstacle = mountSmallDisk();
afterAll(() => {
  if (obstacle === undefined) execFileSync('umount', [disk]);
});

describe.skipIf(obstacle)(`a full disk ${obstacle ?? ''}`, () => {
  it('ends the run in one sentence; with space again, it goes on from its last checkpoint', async () => {
    const people = await madeUpPeople();
    const run = new RunFolder(join(disk, 'run'));
    const { code, stderr } = await cli(
      'pretrain',
      '--corpus',
      people.corpus,
      '--out',
      run.path,
      ...TINY,
      '--steps',
      '160',
    );
    expect(code).toBe(1);
    expect(stderr).toMatch(/Cannot write .*: the disk is full. Free some space and resume the run/);
    expect(stderr).not.toMatch(/^ {4}at /m);
    const steps = await run.checkpointSteps();
    expect(steps.length).toBeGreaterThan(0);
    for (const step of steps) expect((await readCheckpoint(run.checkpoint(step))).progress.step).toBe(step);

    execFileSync('mount', ['-o', 'remount,size=64m', disk]);
    await writeFile(join(disk, 'proof'), 'there is space again');
    await rm(join(disk, 'proof'));
    const resumed = await cli('pretrain', '--resume', '--out', run.path);
    expect(resumed).toMatchObject({ code: 0 });
    expect(resumed.stdout).toMatch(/done: 160 steps/);
  });
});
