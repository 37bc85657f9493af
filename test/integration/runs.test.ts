/**
 * Runs as people have them: begun, stopped, killed, resumed, finished, asked.
 */
import { copyFile, mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readCheckpoint } from '../../src/model/checkpoints/checkpoint';
import type { StudyFiles } from '../../src/data/studyFiles';
import { readReferences } from '../../src/runs/references';
import { RunFolder } from '../../src/runs/runFolder';
import { readStatus } from '../../src/runs/statusFile';
import { TINY, cliHere, cliIn, madeUpPeople, startCli, until } from '../support/cli';
import { temporaryFolder } from '../support/files';
import { metricsOf } from '../support/metrics';

let people: StudyFiles;
beforeAll(async () => {
  people = await madeUpPeople();
});

async function newRun(): Promise<RunFolder> {
  return new RunFolder(join(await temporaryFolder(), 'run'));
}

function pretrainArguments(run: RunFolder, ...more: readonly string[]): readonly string[] {
  return ['pretrain', '--corpus', people.corpus, '--out', run.path, ...TINY, '--steps', '24', ...more];
}

async function lossesOf(run: RunFolder): Promise<readonly (readonly [number, number, number | undefined])[]> {
  return (await metricsOf(run)).map(({ step, loss, exactMatch }) => [step, loss, exactMatch]);
}

async function stepOf(run: RunFolder): Promise<number> {
  return (await metricsOf(run)).at(-1)?.step ?? 0;
}

describe('a run', () => {
  let undisturbed: RunFolder;
  beforeAll(async () => {
    undisturbed = await newRun();
    const { code, stdout } = await cliHere(...pretrainArguments(undisturbed, '--dropout', '0.1', '--json'));
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      run: undisturbed.path,
      state: 'done',
      progress: { step: 24 },
    });
  });

  it('learns, and says so in every file', async () => {
    const metrics = await metricsOf(undisturbed);
    expect(metrics).toHaveLength(24);
    expect(metrics.at(-1)?.loss).toBeLessThan(0.8 * (metrics[0]?.loss ?? 0));
    expect(metrics.filter(({ exactMatch }) => exactMatch !== undefined).length).toBeGreaterThan(5);
    expect(await readStatus(undisturbed)).toMatchObject({
      state: 'done',
      step: 24,
      steps: 24,
      device: 'onnx-cpu',
    });
    const { characters, progress } = await readCheckpoint(undisturbed.weights);
    expect(characters.slice(0, 2)).toEqual(['□', '⁇']);
    expect(progress.step).toBe(24);
    await expect(stat(undisturbed.lock)).rejects.toThrow();
  });

  it.each([0, 15])('killed after step %i goes on to the very losses of the undisturbed one', async (step) => {
    const run = await newRun();
    const { child, ended } = startCli(pretrainArguments(run, '--dropout', '0.1'));
    await until(async () => (await run.checkpointSteps()).length > 0 && (await stepOf(run)) >= step);
    child.kill('SIGKILL');
    await ended;
    const resumed = await cliHere('pretrain', '--resume', '--out', run.path);
    expect(resumed).toMatchObject({ code: 0 });
    expect(await lossesOf(run)).toEqual(await lossesOf(undisturbed));
    const [ours, theirs] = [await readCheckpoint(run.weights), await readCheckpoint(undisturbed.weights)];
    expect(ours.tensors).toEqual(theirs.tensors);
  });

  it('goes on from the checkpoint before when the newest is damaged, and says so', async () => {
    const run = await newRun();
    await cliHere(...pretrainArguments(run, '--dropout', '0.1'));
    const newest = (await run.checkpointSteps()).at(-1) ?? 0;
    const bytes = await readFile(run.checkpoint(newest));
    await writeFile(run.checkpoint(newest), bytes.subarray(0, bytes.length / 2));
    const { code, stdout, stderr } = await cliHere('pretrain', '--resume', '--out', run.path);
    expect(code).toBe(0);
    expect(stderr).toMatch(/is not a usable checkpoint: it ends inside/);
    expect(stdout).toMatch(/resuming run after step 2\d of 24/);
    expect(await lossesOf(run)).toEqual(await lossesOf(undisturbed));
  });

  it('ends in a checkpoint when it is asked to stop, by signal, by file, or by whoever stops reading', async () => {
    for (const ask of ['SIGTERM', 'SIGHUP', 'file', 'closed pipe'] as const) {
      const run = await newRun();
      const { child, ended } = startCli(pretrainArguments(run, '--steps', '5000'));
      await until(async () => (await stepOf(run)) >= 10);
      if (ask === 'file') await writeFile(run.stopRequest, '');
      else if (ask === 'closed pipe') child.stdout?.destroy();
      else child.kill(ask);
      const { code, stdout } = await ended;
      expect(code, ask).toBe(0);
      if (ask !== 'closed pipe') expect(stdout).toMatch(/stopped after step \d+; go on with --resume --out/);
      const status = await readStatus(run);
      expect(status?.state).toBe('stopped');
      expect((await run.checkpointSteps()).at(-1)).toBe(status?.step);
    }
  });

  it('keeps other trainers out of its folder', async () => {
    const run = await newRun();
    const { child, ended } = startCli(pretrainArguments(run, '--steps', '5000'));
    await until(async () => (await stepOf(run)) >= 2);
    const second = await cliHere(...pretrainArguments(run));
    expect(second.code).toBe(1);
    expect(second.stderr).toMatch(new RegExp(`is in use by process ${child.pid ?? 0} on`));
    child.kill('SIGTERM');
    expect((await ended).code).toBe(0);
    const third = await cliHere(...pretrainArguments(run));
    expect(third.stderr).toMatch(/holds a run already. Go on with it by --resume, or choose another folder/);
  });

  it('that breaks down keeps its last checkpoint, and says what to try', async () => {
    const run = await newRun();
    const { code, stderr } = await cliHere(...pretrainArguments(run, '--learning-rate', '1e12'));
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /The loss (is not a number any more|has exploded).*The last checkpoint is kept. Try a lower learning rate/,
    );
    expect(await readStatus(run)).toMatchObject({ state: 'failed' });
    expect((await readStatus(run))?.message).toMatch(/Try a lower learning rate/);
    for (const step of await run.checkpointSteps()) {
      const { tensors } = await readCheckpoint(run.checkpoint(step));
      for (const { data } of Object.values(tensors))
        expect(data.every((value) => Number.isFinite(value))).toBe(true);
    }
  });

  it('refuses to go on when its corpus has changed', async () => {
    const run = await newRun();
    const corpus = join(await temporaryFolder(), 'corpus.txt');
    await writeFile(corpus, await readFile(people.corpus));
    const { child, ended } = startCli([
      'pretrain',
      '--corpus',
      corpus,
      '--out',
      run.path,
      ...TINY,
      '--steps',
      '5000',
    ]);
    await until(async () => (await run.checkpointSteps()).length > 0 || (await stepOf(run)) > 130);
    child.kill('SIGTERM');
    await ended;
    await writeFile(corpus, 'another text\n');
    const { code, stderr } = await cliHere('pretrain', '--resume', '--out', run.path);
    expect(code).toBe(1);
    expect(stderr).toMatch(/has changed since this run began/);
  });

  it('is at home in any folder, and finds its files where they have moved to', async () => {
    const home = await temporaryFolder();
    await mkdir(join(home, 'data'));
    await copyFile(people.corpus, join(home, 'data', 'text.txt'));
    const args = ['pretrain', '--corpus', 'data/text.txt', '--out', 'runs/one', ...TINY, '--steps', '3'];
    expect(await cliIn(home, ...args)).toMatchObject({ code: 0 });
    const [run, resume] = [join(home, 'runs', 'one'), ['pretrain', '--resume', '--out']];
    const elsewhere = await temporaryFolder();
    expect(await cliIn(elsewhere, ...resume, run)).toMatchObject({ code: 0 });
    const evaluate = ['evaluate', '--run', run, '--questions', people.heldOut];
    expect((await cliIn(elsewhere, ...evaluate)).stdout).toMatch(/answer stands in the text: 100.%/);

    const moved = join(elsewhere, 'moved.txt');
    await rename(join(home, 'data', 'text.txt'), moved);
    const lost = await cliIn(elsewhere, ...resume, run);
    expect(lost.code).toBe(1);
    expect(lost.stderr).toMatch(/text\.txt, the corpus of the run, is not there any more. Say where/);
    expect((await cliIn(elsewhere, ...evaluate)).stderr).toMatch(/warning: Without a ceiling: .*text\.txt/);
    expect(await cliIn(elsewhere, ...resume, run, '--corpus', moved)).toMatchObject({ code: 0 });
    expect(await cliIn(home, ...resume, run)).toMatchObject({ code: 0 });
  });

  it('is finetuned, evaluated, asked and looked into', async () => {
    const tuned = await newRun();
    const finetuned = await cliHere(
      ...['finetune', '--from', undisturbed.path, '--questions', people.trained, '--out', tuned.path],
      ...['--held-out', people.heldOut, '--preset', 'quick', '--steps', '20', '--device', 'onnx-cpu'],
    );
    expect(finetuned).toMatchObject({ code: 0 });

    expect(await readReferences(tuned)).toMatchObject({ asked: 20, ceiling: 1 });
    expect(await readStatus(tuned)).toMatchObject({ asked: 20 });

    const predictions = join(await temporaryFolder(), 'predictions.tsv');
    const evaluated = await cliHere(
      'evaluate',
      '--run',
      tuned.path,
      '--questions',
      people.heldOut,
      '--predictions',
      predictions,
      '--json',
    );
    expect(evaluated.code).toBe(0);
    const score = JSON.parse(evaluated.stdout) as Record<string, unknown>;
    expect(score).toMatchObject({ scored: 20, ceiling: 20 });
    expect(score['accuracy']).toBe(Number(score['correct']) / 20);
    const lines = (await readFile(predictions, 'utf8')).trimEnd().split('\n');
    expect(lines).toHaveLength(21);
    expect(lines.filter((line) => line.split('\t')[3] === 'yes')).toHaveLength(Number(score['correct']));

    const answer = await cliHere('predict', '--run', tuned.path, 'Where was Ada Alberg born?', '--json');
    expect(JSON.parse(answer.stdout)).toMatchObject({ question: 'Where was Ada Alberg born?' });

    const folder = await temporaryFolder();
    for (const kind of ['json', 'svg', 'png']) {
      const out = join(folder, `maps.${kind}`);
      const looked = await cliHere(
        'attention',
        '--run',
        tuned.path,
        '--text',
        'Where was Ada born?',
        '--question',
        '--out',
        out,
      );
      expect(looked).toMatchObject({ code: 0 });
    }
    const { characters, blocks } = JSON.parse(await readFile(join(folder, 'maps.json'), 'utf8')) as {
      characters: string[];
      blocks: { queries: number; keys: number; weights: number[] }[];
    };
    expect(characters.join('')).toMatch(/^Where was Ada born\?⁇/);
    expect(blocks).toHaveLength(2);
    expect(blocks[0]).toMatchObject({ queries: characters.length, keys: characters.length });
    expect(await readFile(join(folder, 'maps.svg'), 'utf8')).toMatch(/^<svg[^>]*>.*layer 2.*<\/svg>$/s);
    expect((await readFile(join(folder, 'maps.png'))).subarray(1, 4).toString()).toBe('PNG');
  });
});

describe('the study', () => {
  interface Result {
    readonly rows: readonly { readonly name: string; readonly score: { readonly scored: number } }[];
    readonly report: string;
  }
  let args: readonly string[];
  let first: Awaited<ReturnType<typeof cliHere>>;
  const resultOf = ({ stdout }: { readonly stdout: string }) => JSON.parse(stdout) as Result;

  beforeAll(async () => {
    const size = ['--people', '24', '--steps', '6', '--variants', 'perceiver', '--device', 'onnx-cpu'];
    args = ['study', '--out', await temporaryFolder(), ...size, '--json'];
    first = await cliHere(...args);
  });

  it('ends with its table and a report', async () => {
    expect(first).toMatchObject({ code: 0 });
    const result = resultOf(first);
    expect(result.rows.map(({ name }) => name)).toEqual(['no pretraining', 'perceiver']);
    expect(first.stderr).toMatch(/held-out exact match +right +share/);
    const report = await readFile(result.report, 'utf8');
    expect(report).toMatch(/^<!doctype html>/);
    expect(report).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)/);
  });

  it('goes on where it was interrupted', async () => {
    const again = await cliHere(...args);
    expect(again.stderr).toMatch(/perceiver: pretraining: done before/);
    expect(resultOf(again).rows).toEqual(resultOf(first).rows);
  });
});
