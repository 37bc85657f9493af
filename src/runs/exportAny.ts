/**
 * Exports whatever path leads to a character model: a run, or a finished assignment.
 */
import { basename } from 'node:path';
import { UserError } from '../files/userError';
import { assignmentModel } from '../model/checkpoints/assignment';
import type { ExportForm } from '../model/exports/exportForms';
import { writeModel } from '../model/exports/writeModel';
import { corpusBeside, modelKind } from '../model/openAny';
import type { OpenOptions } from '../model/openOptions';
import { readConfig } from './configFile';
import { exportRun } from './exportRun';
import { RunFolder } from './runFolder';

/**
 * Writes the model and its card into a folder, which is made.
 *
 * @returns The files that were written, without the folder.
 * @throws UserError when there is no model that could be written so.
 */
export async function exportAny(
  path: string,
  form: ExportForm,
  { out, corpus, heads }: Pick<OpenOptions, 'corpus' | 'heads'> & { readonly out: string },
): Promise<readonly string[]> {
  const kind = await modelKind(path);
  await requireNoRun(out);
  switch (kind) {
    case 'run':
      return exportRun(new RunFolder(path), form, out);
    case 'assignment': {
      const text = corpus ?? (await corpusBeside(path));
      const exported = await assignmentModel(path, {
        corpus: text,
        ...(heads === undefined ? {} : { heads }),
      });
      return writeModel(exported, { form, out, card: assignmentCard(path, text) });
    }
    case 'huggingFace':
      throw new UserError(
        `${path} is a Hugging Face folder as it is, which other tools read. Exported are runs and finished assignments.`,
      );
    case 'checkpoint':
      throw new UserError(`${path} is one file of a run. Export the run’s folder.`);
  }
}

/** A run and a model of other tools both have a config.json: the one would take the place of the other. */
async function requireNoRun(out: string): Promise<void> {
  const folder = new RunFolder(out);
  const isRun = await readConfig(folder).then(
    () => true,
    () => false,
  );
  if (!isRun && (await folder.checkpointSteps()).length === 0) return;
  throw new UserError(
    `${out} holds a run, which the model would overwrite. Choose another folder with --out.`,
  );
}

function assignmentCard(path: string, corpus: string): string {
  return [
    `# ${basename(path)}`,
    '',
    `A character-level transformer of Stanford’s CS224N, read from ${basename(path)} by Attention Lab.`,
    `Its vocabulary are the characters of ${basename(corpus)}; it was trained elsewhere.`,
    '',
  ].join('\n');
}
