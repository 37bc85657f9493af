/**
 * Nothing leaves the run folder: no file beside it, no packet, whatever our dependencies would like to tell.
 *
 * ONNX Runtime has telemetry of its own. It writes as soon as it is loaded, but looks up its collector some
 * nine seconds later, so a training and an inspector live longer than that here.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { Caller } from '../../src/processes/calls';
import type { InspectorCalls } from '../../src/processes/inspectorCalls';
import { RunFolder } from '../../src/runs/runFolder';
import { TINY, madeUpPeople, until } from '../support/cli';
import { temporaryFolder } from '../support/files';
import { type Trespasses, missingStrace, trespasses, underStrace } from '../support/strace';

const DIST = resolve(__dirname, '../../dist');
/** The look-up came after 9.1 seconds (ONNX Runtime 1.30, measured twice). */
const LONGER_THAN_SILENCE = 12_000;
const PROCESSES = ['pretrain', 'inspector', 'evaluate', 'predict', 'attention'] as const;
type Process = (typeof PROCESSES)[number];

const obstacle = missingStrace();

let place: string;
let run: RunFolder;

/** The trace of a process; outside all that is looked at. */
function traceOf(name: Process): string {
  return join(place, `${name}.trace`);
}

/** Starts one of our programs where nothing is but empty folders. */
function start(name: Process, ...command: readonly string[]): ChildProcess {
  const ours = [process.execPath, ...command];
  const [program = '', ...args] = obstacle === undefined ? underStrace(traceOf(name), ours) : ours;
  return spawn(program, args, {
    cwd: join(place, 'cwd'),
    // Nothing else: telemetry would keep quiet where CI or one of its likes is set.
    env: { PATH: process.env['PATH'], HOME: join(place, 'home'), TMPDIR: join(place, 'tmp') },
    stdio: ['ignore', 'ignore', 'inherit', ...(name === 'inspector' ? (['ipc'] as const) : [])],
    serialization: 'advanced',
  });
}

async function end(child: ChildProcess): Promise<void> {
  const code: unknown = child.exitCode ?? (await once(child, 'exit'))[0];
  expect(code).toBe(0);
}

function verb(name: Process, ...args: readonly string[]): Promise<void> {
  return end(start(name, join(DIST, 'cli.js'), name, '--run', run.path, ...args));
}

/** Starts an inspector and has it look at a text. */
async function inspect(): Promise<ChildProcess> {
  const child = start('inspector', join(DIST, 'inspector.js'));
  const caller = new Caller<InspectorCalls>({
    // Sound: messages are plain data.
    post: (message) => child.send(message as object),
    onMessage: (listener) => child.on('message', listener),
    onClose: (listener) => child.once('exit', listener),
  });
  const look = { checkpoint: run.weights, text: 'Where was Ada born?', question: true };
  expect((await caller.call('maps', look)).blocks).toHaveLength(2);
  return child;
}

async function askByVerbs(questions: string): Promise<void> {
  await verb('evaluate', '--questions', questions);
  await verb('predict', 'Where was Ada born?');
  await verb('attention', '--text', 'Ada was born', '--out', join(run.path, 'maps.svg'));
}

beforeAll(async () => {
  place = await temporaryFolder();
  for (const folder of ['home', 'tmp', 'cwd']) await mkdir(join(place, folder));
  run = new RunFolder(join(place, 'run'));
  const people = await madeUpPeople();
  const cli = join(DIST, 'cli.js');
  const options = ['--corpus', people.corpus, '--out', run.path, ...TINY, '--steps', '100000'];
  const training = start('pretrain', cli, 'pretrain', ...options);
  try {
    await until(() => existsSync(run.weights) || training.exitCode !== null);
    const inspector = await inspect();
    await Promise.all([sleep(LONGER_THAN_SILENCE), askByVerbs(people.heldOut)]);
    inspector.disconnect();
    await end(inspector);
  } finally {
    // Without it the training would outlive a test that fails.
    if (existsSync(run.path)) await writeFile(run.stopRequest, '');
  }
  await end(training);
});

describe('training and looking into a model', () => {
  it('leave HOME, the temporary folder and the current folder empty', async () => {
    for (const folder of ['home', 'tmp', 'cwd'])
      expect(await readdir(join(place, folder), { recursive: true }), folder).toEqual([]);
    expect(existsSync(join(run.path, 'maps.svg'))).toBe(true);
  });

  it.skipIf(obstacle)(`write nowhere but into the run folder ${obstacle ?? ''}`, async () => {
    expect(await all('files')).toEqual([]);
    expect(await readFile(traceOf('pretrain'), 'utf8')).toContain(run.metrics);
  });

  it.skipIf(obstacle)(`open no socket to another machine and look up none ${obstacle ?? ''}`, async () => {
    expect(await all('network')).toEqual([]);
  });
});

/** What the processes did that they should not have, each with its name. */
async function all(kind: keyof Trespasses): Promise<readonly string[]> {
  const found = PROCESSES.map(async (name) => {
    const lines = (await trespasses(traceOf(name), run.path))[kind];
    return lines.map((line) => `${name}: ${line}`);
  });
  return (await Promise.all(found)).flat();
}
