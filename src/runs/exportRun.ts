/**
 * Takes a run's newest model out of the lab, in the form of another tool.
 */
import { type Checkpoint, readCheckpoint } from '../model/checkpoints/checkpoint';
import type { ExportForm } from '../model/exports/exportForms';
import { writeModel } from '../model/exports/writeModel';
import { parametersOf } from '../model/openModel';
import { loadVariant } from '../model/loadVariant';
import { createModel } from '../model/transformer';
import { readConfig } from './configFile';
import { readStatus } from './statusFile';
import { modelCard } from './modelCard';
import type { RunFolder } from './runFolder';

/**
 * Writes the model and its card into a folder, which is made.
 *
 * @returns The files that were written, without the folder.
 * @throws UserError when the run has no weights, the form cannot hold the variant, or the folder is a file.
 */
export async function exportRun(run: RunFolder, form: ExportForm, out: string): Promise<readonly string[]> {
  const checkpoint = await weightsOf(run);
  const [config, status] = [await readConfig(run), await readStatus(run)];
  const card = modelCard({ name: run.name, checkpoint, config, status });
  return writeModel(checkpoint, { form, out, card });
}

/** The newest weights, without what only going on with the training needs. */
async function weightsOf(run: RunFolder): Promise<Checkpoint> {
  const checkpoint = await readCheckpoint(run.weights);
  const { parameters } = createModel(await loadVariant(checkpoint.model.variant), checkpoint.model);
  return { ...checkpoint, tensors: parametersOf(parameters, checkpoint.tensors) };
}
