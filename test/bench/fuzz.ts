/**
 * `npm run fuzz -- MINUTES [SEED]`: bad input for every reader, for messages and for the command line.
 *
 * A reader may give an answer or throw a `UserError`; anything else is a bug, and so is not to answer. The
 * readers run in a child process that is watched, so that one that loops for ever is found too. Each bug is
 * printed with the seed that repeats it: `npm run fuzz -- 0 SEED` runs that one input again.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../src/files/userError';
import { mix, randomNumbers } from '../../src/numbers/randomNumbers';
import { RunFolder } from '../../src/runs/runFolder';
import { TINY, cli, madeUpPeople } from '../support/cli';
import { temporaryFolder } from '../support/files';
import { attackCommandLine } from './fuzz/commandLine';
import { allTargets } from './fuzz/targets';

const LONGEST_READ_MS = 20_000;

interface Materials {
  readonly run: string;
  readonly place: string;
  readonly corpus: string;
  readonly questions: string;
}

async function materials(): Promise<Materials> {
  const place = await temporaryFolder();
  const { corpus, heldOut } = await madeUpPeople(20);
  const run = join(place, 'runs', 'run');
  await cli('pretrain', '--corpus', corpus, '--out', run, ...TINY, '--steps', '6');
  await cli('trust', '--run', run, '--questions', heldOut, '--corpus', corpus);
  return { run, place, corpus, questions: heldOut };
}

/** In the child: reads until the parent ends it, telling the seed of each input before it is read. */
async function read({ run, place, corpus, questions }: Materials, first: number): Promise<void> {
  const targets = await allTargets(new RunFolder(run), place, corpus, questions);
  for (let seed = first; ; seed++) {
    const next = randomNumbers(mix(seed));
    const target = targets[seed % targets.length];
    if (!target) continue;
    process.send?.({ seed, name: target.name });
    try {
      await target.attack(next);
    } catch (error) {
      if (error instanceof UserError) continue;
      process.send?.({
        seed,
        name: target.name,
        problem: String(error instanceof Error ? error.stack : error),
      });
    }
  }
}

interface Word {
  readonly seed: number;
  readonly name: string;
  readonly problem?: string;
}

/** Runs a child that reads; starts another behind an input that it hangs on. */
class Readers {
  reads = 0;
  readonly problems: string[] = [];
  private last: Word = { seed: 0, name: '' };
  private stopped = false;

  constructor(
    private readonly materials: Materials,
    private seed: number,
  ) {}

  async run(): Promise<void> {
    while (this.goesOn()) {
      const child = fork(__filename, ['--child', JSON.stringify(this.materials), String(this.seed)]);
      let heard = Date.now();
      child.on('message', (word: Word) => {
        heard = Date.now();
        this.last = word;
        if (word.problem === undefined) this.reads++;
        else this.problems.push(`seed ${word.seed}, ${word.name}: ${word.problem}`);
      });
      const watch = setInterval(() => {
        if (this.goesOn() && Date.now() - heard < LONGEST_READ_MS) return;
        if (this.goesOn()) this.problems.push(`seed ${this.last.seed}, ${this.last.name}: no answer`);
        child.kill('SIGKILL');
      }, 500);
      const [code] = (await once(child, 'exit')) as [number | null];
      clearInterval(watch);
      if (code !== null && this.goesOn())
        this.problems.push(`seed ${this.last.seed}, ${this.last.name}: the process ended with ${code}`);
      this.seed = this.last.seed + 1;
    }
  }

  private goesOn(): boolean {
    return !this.stopped;
  }

  stop(): void {
    this.stopped = true;
  }
}

async function main([minutes = '10', seedGiven]: readonly string[]): Promise<void> {
  const seed = Number(seedGiven ?? Date.now() % 1_000_000_000);
  console.log(`seed ${seed}, ${minutes} minutes`);
  const made = await materials();
  const readers = new Readers(made, seed);
  const reading = readers.run();
  const deadline = Date.now() + 60_000 * Number(minutes);
  let calls = 0;
  const paths = [made.run, made.corpus, made.questions, made.place, join(made.place, 'nowhere')];
  while (Date.now() < deadline) {
    const problem = await attackCommandLine(
      randomNumbers(mix(seed + calls)),
      paths,
      join(made.place, 'out', String(calls)),
    ).catch((error: unknown) => `seed ${seed + calls}, command line: ${String(error)}`);
    if (problem !== undefined) readers.problems.push(problem);
    calls++;
    if (calls % 20 === 0)
      console.log(`${readers.reads} reads, ${calls} calls, ${readers.problems.length} problems`);
  }
  readers.stop();
  await reading;
  await rm(made.place, { recursive: true, force: true });
  readers.problems.forEach((problem) => {
    console.log(problem);
  });
  console.log(`${readers.reads} reads, ${calls} calls, ${readers.problems.length} problems (seed ${seed})`);
  process.exitCode = readers.problems.length > 0 ? 1 : 0;
}

const [flag, given = '', first] = process.argv.slice(2);
const work =
  flag === '--child' ? read(JSON.parse(given) as Materials, Number(first)) : main(process.argv.slice(2));
work.catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
