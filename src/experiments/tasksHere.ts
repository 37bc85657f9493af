/**
 * Runs the tasks of an experiment on this machine, each in a process of its own and so many at once; the others
 * wait. All end with this process, however it ends.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { THREADS } from '../engine/devices/openDevice';
import { makeFolder } from '../files/makeFolder';
import { ENDS_WITH_PARENT } from '../model/environment';
import { openForAppending } from '../runs/ownFiles';

/** How to run tasks. */
export interface TasksHere {
  /** The folder of the experiment. */
  readonly out: string;
  /** The numbers of the tasks, in the order in which they are begun. */
  readonly tasks: readonly number[];
  readonly atOnce: number;
  /** Processor threads of each. */
  readonly threads: number;
  /** The command that runs one task of this experiment, its number left out: a program and its arguments. */
  readonly command: readonly [program: string, ...args: readonly string[]];
  /** Ends what is at work, with checkpoints, and begins nothing more. */
  readonly stop: AbortSignal;
  /** Told when a task has ended, with its exit code; null when it was killed. */
  readonly onEnd: (task: number, code: number | null) => void;
}

/** Runs the tasks; resolves when nothing is at work any more. */
export async function runTasksHere(options: TasksHere): Promise<void> {
  const { tasks, atOnce, stop, onEnd } = options;
  await makeFolder(logsIn(options.out));
  const waiting = [...tasks];
  const next = async () => {
    for (let task = waiting.shift(); task !== undefined && !stop.aborted; task = waiting.shift()) {
      onEnd(task, await runTask(task, options));
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, tasks.length) }, next));
}

/** The folder for what tasks have to say. */
function logsIn(out: string): string {
  return join(out, 'logs');
}

/** The file that holds what a task has to say. */
export function logOf(out: string, task: number): string {
  return join(logsIn(out), `task-${task}.txt`);
}

async function runTask(task: number, { out, threads, command, stop }: TasksHere): Promise<number | null> {
  const log = await openForAppending(logOf(out, task));
  try {
    const [program, ...args] = command;
    const child = spawn(program, [...args, `--task=${task}`], {
      windowsHide: true,
      stdio: ['ignore', log.fd, log.fd],
      env: { ...process.env, [ENDS_WITH_PARENT]: '1', [THREADS]: String(threads) },
    });
    return await ended(child, stop);
  } finally {
    await log.close();
  }
}

function ended(child: ChildProcess, stop: AbortSignal): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const end = () => child.kill('SIGTERM');
    stop.addEventListener('abort', end);
    if (stop.aborted) end();
    child.once('error', reject);
    child.once('exit', (code) => {
      stop.removeEventListener('abort', end);
      resolve(code);
    });
  });
}
