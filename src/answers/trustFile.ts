/**
 * Trust reports in a run folder: beside the predictions, one for each file of questions.
 */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomically } from '../files/writeAtomically';
import { TRUST_FORMAT_VERSION, type TrustReport } from './trust';
import type { RunFolder } from '../runs/runFolder';

const ENDING = '.trust.json';
const COMMITTEE_ENDING = '.committee.json';

/** Where a run keeps its report on a file of questions, or that of a committee in which it comes first. */
export function trustPath(folder: RunFolder, questions: string, { committee = false } = {}): string {
  const name = questions.split(/[\\/]/).at(-1) ?? questions;
  const ending = committee ? COMMITTEE_ENDING : ENDING;
  return join(folder.predictions, `${name.replace(/\.[^.]*$/, '')}${ending}`);
}

/** Writes a report. Throws a UserError when it cannot be written. */
export async function writeTrust(path: string, report: TrustReport): Promise<void> {
  await writeAtomically(path, [`${JSON.stringify(report)}\n`]);
}

/** Reads a report; undefined when there is none, or another version wrote it. */
export async function readTrust(path: string): Promise<TrustReport | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    const version = typeof value === 'object' && value !== null && 'version' in value && value.version;
    // Sound: only this product writes these files, and the version names their form.
    return version === TRUST_FORMAT_VERSION ? (value as TrustReport) : undefined;
  } catch {
    return undefined;
  }
}

/** The report on the run alone that was made last; undefined when there is none. */
export async function newestTrust(folder: RunFolder): Promise<TrustReport | undefined> {
  const names = await readdir(folder.predictions).catch(() => []);
  const paths = names.filter((name) => name.endsWith(ENDING)).map((name) => join(folder.predictions, name));
  const dated = await Promise.all(paths.map(async (path) => ({ path, time: (await stat(path)).mtimeMs })));
  const [newest] = dated.sort((a, b) => b.time - a.time);
  return newest && readTrust(newest.path);
}
