/**
 * Trust reports in a run folder: beside the predictions, one for each file of questions.
 */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { writeAtomically } from '../files/writeAtomically';
import { TRUST_FORMAT_VERSION, type TrustReport, trustReport } from './trust';
import { UserError } from '../files/userError';
import { issueInWords, readForeignJson } from '../runs/foreignFile';
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

/**
 * Reads a report; undefined when there is none, or another version wrote it.
 *
 * @throws UserError when it is damaged, or was not written by this product.
 */
export async function readTrust(path: string): Promise<TrustReport | undefined> {
  const value = await readForeignJson(path);
  if (value === undefined) return undefined;
  const version = v.safeParse(v.object({ version: v.number() }), value);
  if (version.success && version.output.version !== TRUST_FORMAT_VERSION) return undefined;
  const result = v.safeParse(trustReport, value, { abortEarly: true });
  if (result.success) return result.output;
  throw new UserError(
    `${path} is not a trust report ${issueInWords(result.issues)}. Delete it, then check the run again.`,
  );
}

/** The report on the run alone that was made last; undefined when there is none. Throws as `readTrust`. */
export async function newestTrust(folder: RunFolder): Promise<TrustReport | undefined> {
  const names = await readdir(folder.predictions).catch(() => []);
  const paths = names.filter((name) => name.endsWith(ENDING)).map((name) => join(folder.predictions, name));
  const dated = await Promise.all(paths.map(async (path) => ({ path, time: (await stat(path)).mtimeMs })));
  const [newest] = dated.sort((a, b) => b.time - a.time);
  return newest && readTrust(newest.path);
}
