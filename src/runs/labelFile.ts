/**
 * Reading and changing `label.json`, which is replaced in one step.
 */
import * as v from 'valibot';
import { readKnownJson } from '../files/knownJson';
import { UserError } from '../files/userError';
import { writeAtomically } from '../files/writeAtomically';
import { readConfig } from './configFile';
import { type LabelChange, type RunLabel, problemOf, runLabel } from './label';
import type { RunFolder } from './runFolder';

/** Bytes; more than any label. */
const MOST_BYTES = 2 ** 14;

/** The label of a run; an empty one when there is none that can be read. */
export async function readLabel(folder: RunFolder): Promise<RunLabel> {
  return (await readKnownJson(folder.label, runLabel, MOST_BYTES)) ?? {};
}

/**
 * Changes the label of a run, and returns it as it is then.
 *
 * @throws UserError when the folder is no run, a text does not fit, or the label cannot be written.
 */
export async function changeLabel(folder: RunFolder, change: LabelChange): Promise<RunLabel> {
  await readConfig(folder);
  const problem = problemOf(change);
  if (problem !== undefined) throw new UserError(problem);
  const wanted = { ...(await readLabel(folder)), ...change };
  const label = v.parse(
    runLabel,
    Object.fromEntries(Object.entries(wanted).filter(([, value]) => isSaid(value))),
  );
  await writeAtomically(folder.label, [`${JSON.stringify(label)}\n`]);
  return label;
}

function isSaid(value: string | boolean): boolean {
  return typeof value === 'string' ? value.trim() !== '' : value;
}
