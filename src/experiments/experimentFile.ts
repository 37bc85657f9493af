/**
 * Reads experiment files (`*.attn.json`): what to train on what, for several variants and seeds at once.
 */
import { dirname, resolve } from 'node:path';
import * as v from 'valibot';
import { parseJson } from '../files/parseJson';
import { readSmallFile } from '../files/regularFile';
import { UserError } from '../files/userError';
import { type Experiment, experimentForm } from './experimentForm';

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
  const { output } = result;
  const absolute = (file: string) => resolve(dirname(path), file);
  const variants = output.variants.map((variant) => (isOwnVariant(variant) ? absolute(variant) : variant));
  return {
    ...output,
    corpus: absolute(output.corpus),
    questions: absolute(output.questions),
    heldOut: absolute(output.heldOut),
    variants,
  };
}

/** Whether a variant is a path of a module, rather than the name of one that comes with the product. */
export function isOwnVariant(variant: string): boolean {
  return /[\\/.]/.test(variant);
}
