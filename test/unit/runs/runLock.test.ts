import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { RunStatus } from '../../../src/runs/runConfig';
import { placeByCreation, placeLock } from '../../../src/runs/lockFile';
import { canBeProved, thisProcess } from '../../../src/runs/processIdentity';
import { RunFolder } from '../../../src/runs/runFolder';
import { lockRun } from '../../../src/runs/runLock';
import { writeStatus } from '../../../src/runs/statusFile';
import { sweepRunFolder } from '../../../src/runs/sweepRunFolder';
import { statusTime, TrainerWatch } from '../../../src/runs/trainerWatch';
import { temporaryFolder } from '../../support/files';
import { deadLock } from '../../support/lockRaces';

const TOKEN = '0123456789abcdef'.repeat(2);
const HOUR_AGO = new Date(Date.now() - 3_600_000);
const here = await thisProcess();
/** Windows has no start times, and so nothing that these tests could show. */
const unproved = (await canBeProved(here)) ? undefined : '(start times cannot be had here)';

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

async function newFolder(): Promise<RunFolder> {
  const folder = new RunFolder(join(await temporaryFolder(), 'run'));
  await folder.create();
  return folder;
}

/** A process that has nothing to do with us and that dies by a signal. */
async function stranger(): Promise<ChildProcess & { readonly pid: number }> {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000); console.log("here")']);
  children.push(child);
  await once(child.stdout, 'data');
  return Object.assign(child, { pid: child.pid ?? 0 });
}

/** Field 22 of `/proc/ID/stat`, read independently of the code under test. */
async function startTimeOf(id: number): Promise<string> {
  const fields = (await readFile(`/proc/${id}/stat`, 'latin1')).split(') ')[1]?.split(' ');
  return fields?.[19] ?? '';
}

function lockBy(owner: object): string {
  return JSON.stringify({ ...here, token: TOKEN, ...owner });
}

function running(process: number, heartbeat = new Date()): RunStatus {
  return {
    state: 'running',
    step: 1,
    steps: 2,
    process,
    host: here.host,
    heartbeat: heartbeat.toISOString(),
    device: 'onnx-cpu',
    secondsElapsed: 1,
  };
}

async function silence(...files: readonly string[]): Promise<void> {
  for (const file of files) await utimes(file, HOUR_AGO, HOUR_AGO);
}

describe.each([
  ['with hard links', placeLock],
  ['without hard links', placeByCreation],
])('the lock, %s,', (_, place) => {
  it('keeps a second trainer out until the first is done', async () => {
    const folder = await newFolder();
    const lock = await lockRun(folder, place);
    await expect(lockRun(folder, place)).rejects.toThrow(
      new RegExp(`is in use by process ${process.pid} on .*Stop that run first`),
    );
    await lock.release();
    await (await lockRun(folder, place)).release();
    expect((await readdir(folder.path)).filter((name) => name.startsWith('lock'))).toEqual([]);
  });

  it('is taken over from a process that has died, also from one that died while taking it over', async () => {
    const folder = await newFolder();
    await writeFile(folder.lock, await deadLock(TOKEN));
    await writeFile(folder.nextLock(TOKEN), await deadLock('f'.repeat(32)));
    const lock = await lockRun(folder, place);
    await lock.requireHeld();
    await expect(lockRun(folder, place)).rejects.toThrow(/is in use/);
    await lock.release();
  });
});

describe('the lock', () => {
  it.skipIf(unproved)(
    `is taken over when another process has the dead holder's id ${unproved ?? ''}`,
    async () => {
      const folder = await newFolder();
      await writeFile(folder.lock, lockBy({ process: process.ppid, started: 'long ago' }));
      await (await lockRun(folder)).release();
    },
  );

  it('of another computer is believed while its heart beats', async () => {
    const folder = await newFolder();
    await writeFile(folder.lock, lockBy({ process: 1, machine: 'another', host: 'elsewhere' }));
    await expect(lockRun(folder)).rejects.toThrow(/in use by process 1 on elsewhere/);
    await silence(folder.lock);
    await writeStatus(folder, running(1));
    await expect(lockRun(folder)).rejects.toThrow(/in use by process 1 on elsewhere/);
    await silence(folder.lock, folder.status);
    await (await lockRun(folder)).release();
  });

  it('of a computer with the same name is another computer’s', async () => {
    const folder = await newFolder();
    await writeFile(folder.lock, lockBy({ machine: 'another' }));
    await silence(folder.lock);
    await (await lockRun(folder)).release();
  });

  it.each(['', '{"proc', '{"process":-1}', JSON.stringify({ process: process.pid, host: here.host })])(
    'that says %j is believed for a minute',
    async (content) => {
      const folder = await newFolder();
      await writeFile(folder.lock, content);
      await expect(lockRun(folder)).rejects.toThrow(/in use by a process that has not said which it is/);
      await silence(folder.lock);
      await (await lockRun(folder)).release();
    },
  );

  it('that was taken over ends its first holder, who leaves it where it is', async () => {
    const folder = await newFolder();
    const lock = await lockRun(folder);
    const content = lockBy({ process: 1, machine: 'another', host: 'elsewhere' });
    await writeFile(folder.lock, content);
    await expect(lock.requireHeld()).rejects.toThrow(/taken over by process 1 on elsewhere/);
    await lock.release();
    expect(await readFile(folder.lock, 'utf8')).toBe(content);
  });

  it('whose chain goes round in a circle does not hang', async () => {
    const folder = await newFolder();
    await writeFile(folder.lock, await deadLock(TOKEN));
    await writeFile(folder.nextLock(TOKEN), await deadLock(TOKEN));
    await expect(lockRun(folder)).rejects.toThrow(/is being taken by another process/);
  });
});

describe('a run that claims to be running', () => {
  async function stateOf(folder: RunFolder, status: RunStatus | undefined, watch = new TrainerWatch()) {
    if (status) await writeStatus(folder, status);
    return watch.state(folder, status, await statusTime(folder));
  }

  it('is, while its writer holds the lock; before its first status it starts', async () => {
    const folder = await newFolder();
    const lock = await lockRun(folder);
    expect(await stateOf(folder, undefined)).toBe('starting');
    expect(await stateOf(folder, running(process.ppid))).toBe('starting');
    expect(await stateOf(folder, running(process.pid, HOUR_AGO))).toBe('running');
    await lock.release();
  });

  it('has crashed when its process holds no lock, whatever has its id now', async () => {
    const folder = await newFolder();
    expect(await stateOf(folder, running(process.pid))).toBe('crashed');
    expect(await stateOf(await newFolder(), undefined)).toBe('crashed');
  });

  it.skipIf(unproved)(`has crashed when its id is another process's now ${unproved ?? ''}`, async () => {
    const folder = await newFolder();
    await writeFile(folder.lock, lockBy({ process: process.ppid, started: 'long ago' }));
    expect(await stateOf(folder, running(process.ppid))).toBe('crashed');
  });

  it('is seen to crash, and to go on', async () => {
    const [folder, watch] = [await newFolder(), new TrainerWatch()];
    await writeFile(folder.lock, await deadLock(TOKEN));
    expect(await stateOf(folder, running(process.pid), watch)).toBe('crashed');
    const lock = await lockRun(folder);
    // Somebody goes on with it, and has not said so yet.
    expect(await watch.state(folder, running(process.pid, HOUR_AGO), await statusTime(folder))).not.toBe(
      'crashed',
    );
    const goesOn = running(process.pid, new Date(Date.now() + 1000));
    await writeStatus(folder, goesOn);
    await utimes(folder.status, new Date(), new Date(Date.now() + 1000));
    expect(await watch.state(folder, goesOn, await statusTime(folder))).toBe('running');
    await lock.release();
  });

  it.skipIf(unproved !== undefined || process.platform !== 'linux')(
    'is seen to crash when it is killed between two looks (start times are read as on Linux)',
    async () => {
      const [folder, watch, trainer] = [await newFolder(), new TrainerWatch(), await stranger()];
      await writeFile(folder.lock, lockBy({ process: trainer.pid, started: await startTimeOf(trainer.pid) }));
      const status = running(trainer.pid);
      expect(await stateOf(folder, status, watch)).toBe('running');
      trainer.kill('SIGKILL');
      await once(trainer, 'exit');
      expect(await watch.state(folder, status, await statusTime(folder))).toBe('crashed');
    },
  );

  it('on another computer has crashed when it has been silent', async () => {
    const folder = await newFolder();
    await writeFile(folder.lock, lockBy({ machine: 'another', host: 'elsewhere' }));
    const status = { ...running(1), host: 'elsewhere' };
    expect(await stateOf(folder, status)).toBe('running');
    expect(await stateOf(folder, { ...status, heartbeat: HOUR_AGO.toISOString() })).toBe('crashed');
  });
});

describe('the holder of the lock', () => {
  it('removes what killed trainers left, and nothing else', async () => {
    const folder = await newFolder();
    const left = [
      'weights.safetensors.12.tmp',
      'status.json.12.tmp',
      'stop',
      'checkpoints/step-00000012.safetensors.7.tmp',
    ];
    const kept = ['notes.tmp', 'my.12.tmp', 'trust.json.12.tmp', 'checkpoints/step-00000012.safetensors'];
    for (const name of [...left, ...kept]) await writeFile(join(folder.path, name), '');
    const old = [`lock.${TOKEN}.tmp`, `lock.${TOKEN}.next`];
    for (const name of old) await writeFile(join(folder.path, name), '');
    await silence(...old.map((name) => join(folder.path, name)));
    const lock = await lockRun(folder);
    await sweepRunFolder(folder);
    await lock.release();
    const found = [...(await readdir(folder.path)), ...(await readdir(folder.checkpoints))];
    expect(found.sort()).toEqual(
      ['checkpoints', 'predictions', ...kept.map((name) => name.replace('checkpoints/', ''))].sort(),
    );
  });
});
