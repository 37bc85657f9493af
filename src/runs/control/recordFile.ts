/**
 * Reading and writing `control.jsonl`: one line for each request that was answered.
 *
 * Only the holder of the run's lock writes it. Others leave their requests as files of their own
 * (`requestFiles.ts`): appending from two processes is safe on local disks alone, and the trainer of a cluster
 * shares its folder over a network.
 */
import { lstat, rm } from 'node:fs/promises';
import * as v from 'valibot';
import { inJson } from '../../files/foreign';
import { readSmallFile } from '../../files/regularFile';
import { explainWriteError } from '../../files/systemErrors';
import { openForLines } from '../ownFiles';
import type { RunFolder } from '../runFolder';
import { type ControlEntry, appliedAt, controlEntry } from './request';

/** Bytes; a line has some 200. */
const MOST_BYTES = 8 * 2 ** 20;

/**
 * What is on record, oldest first; nothing when there is no record. Lines that are none are left out: the last
 * may be torn.
 *
 * @throws UserError when the file is a pipe or a device, or larger than any of ours.
 */
export async function readRecord(folder: RunFolder): Promise<readonly ControlEntry[]> {
  if (!(await lstat(folder.control).catch(() => undefined))) return [];
  const lines = (await readSmallFile(folder.control, MOST_BYTES)).toString('utf8').split('\n');
  return lines.flatMap((line) => entryOf(line) ?? []);
}

const line = inJson(controlEntry);

function entryOf(text: string): ControlEntry | undefined {
  if (text === '') return undefined;
  const result = v.safeParse(line, text);
  return result.success ? result.output : undefined;
}

/**
 * Appends lines and forces them to the disk: a checkpoint is never newer than the changes that led to it.
 *
 * @throws UserError when they cannot be written.
 */
export async function appendToRecord(folder: RunFolder, entries: readonly ControlEntry[]): Promise<void> {
  if (entries.length === 0) return;
  try {
    const file = await openForLines(folder.control);
    try {
      await file.appendFile(entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
      await file.datasync();
    } finally {
      await file.close();
    }
  } catch (error) {
    throw explainWriteError(folder.control, error);
  }
}

/**
 * Takes away what an earlier start was asked, as a new run does not obey it. What was refused changes no run, and
 * stays: somebody may be waiting to read it.
 *
 * @throws UserError when the record cannot be read or written.
 */
export async function forgetApplied(folder: RunFolder): Promise<void> {
  const refused = (await readRecord(folder)).filter((entry) => appliedAt(entry) === undefined);
  await rm(folder.control, { force: true });
  await appendToRecord(folder, refused);
}
