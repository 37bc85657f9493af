/**
 * Reads experiment files (`*.attn.json`): what to train on what, for several variants, settings and seeds at
 * once; and keeps a copy beside the runs, so that what a run was asked for stays when the file is edited.
 */
import { dirname, join, resolve } from 'node:path';
import * as v from 'valibot';
import { parseJson } from '../files/parseJson';
import { readSmallFile } from '../files/regularFile';
import { UserError } from '../files/userError';
import { writeAtomically } from '../files/writeAtomically';
import { type Experiment, experimentForm } from './experimentForm';

/** Experiment files are named so. */
export const EXPERIMENT_ENDING = '.attn.json';

/**
 * Reads an experiment file; paths in it start from its folder.
 *
 * @throws UserError naming the field that does not fit.
 */
export async function readExperiment(path: string): Promise<Experiment> {
  return parseExperiment(path, (await readSmallFile(path)).toString('utf8'));
}

/**
 * Reads the text of an experiment file that lies, or will lie, at a path.
 *
 * @throws UserError naming the field that does not fit.
 */
export function parseExperiment(path: string, text: string): Experiment {
  const result = v.safeParse(experimentForm, parseJson(path, text));
  if (!result.success) {
    const [issue] = result.issues;
    throw new UserError(`${path} is not valid at '${v.getDotPath(issue) ?? 'its top'}': ${issue.message}.`);
  }
  return withPaths(result.output, (file) => resolve(dirname(path), file));
}

/** Whether a variant is a path of a module, rather than the name of one that comes with the product. */
export function isOwnVariant(variant: string): boolean {
  return /[\\/.]/.test(variant);
}

/** The copy of the experiment file in the folder of its runs. */
export function copyIn(out: string): string {
  return join(out, `experiment${EXPERIMENT_ENDING}`);
}

/** Writes the copy; every file in it is named by its whole path. Throws a UserError when it cannot be written. */
export async function writeCopy(out: string, asked: Experiment): Promise<void> {
  await writeAtomically(copyIn(out), [`${JSON.stringify(asked, undefined, 2)}\n`]);
}

function withPaths(asked: Experiment, absolute: (file: string) => string): Experiment {
  const { corpus, questions, heldOut, variants, ...others } = asked;
  return {
    ...others,
    ...(corpus === undefined ? {} : { corpus: absolute(corpus) }),
    ...(questions === undefined ? {} : { questions: absolute(questions) }),
    ...(heldOut === undefined ? {} : { heldOut: absolute(heldOut) }),
    variants: variants.map((variant) => (isOwnVariant(variant) ? absolute(variant) : variant)),
  };
}
