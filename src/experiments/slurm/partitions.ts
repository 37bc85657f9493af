/**
 * The partitions of the cluster, read by `sinfo` with a format of its own, a line or several each.
 */
import { callSlurm } from './slurmPrograms';

/** A partition. */
export interface Partition {
  readonly name: string;
  /** Whether tasks go there that name none. */
  readonly isDefault: boolean;
  /** Whether it takes tasks: `up`, or `down`, `drain`, `inact`. */
  readonly state: string;
  /** The longest time of a task, in Slurm's words: `2-00:00:00`, `infinite`. */
  readonly time: string;
  readonly idle: number;
  readonly nodes: number;
}

/** `sinfo(1)`: the name, with a star behind the default; its state; its time; nodes allocated/idle/other/all. */
const FORMAT = '%P|%a|%l|%F';

/**
 * Asks for them.
 *
 * @throws SlurmError when Slurm cannot be asked
 */
export async function partitions(): Promise<readonly Partition[]> {
  return parsePartitions(await callSlurm('sinfo', ['--noheader', `--format=${FORMAT}`]));
}

/** Reads what sinfo printed. Lines that are no partitions are left out. */
export function parsePartitions(printed: string): readonly Partition[] {
  const found = new Map<string, Partition>();
  for (const line of printed.split('\n')) {
    const [given = '', state = '', time = '', counts = ''] = line.trim().split('|');
    const [, idle, nodes] = /^\d+\/(\d+)\/\d+\/(\d+)$/.exec(counts) ?? [];
    if (given === '' || idle === undefined) continue;
    const name = given.replace(/\*$/, '');
    // Nodes that differ stand in lines of their own.
    const before = found.get(name);
    found.set(name, {
      ...{ name, state, time, isDefault: given.endsWith('*') },
      idle: Number(idle) + (before?.idle ?? 0),
      nodes: Number(nodes) + (before?.nodes ?? 0),
    });
  }
  return [...found.values()];
}
