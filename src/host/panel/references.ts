/**
 * The lines that a run's accuracy is measured against, as the trainer wrote them into the run folder.
 */
import type { RunReferences } from '../../processes/panelMessages';
import { readReferences } from '../../runs/references';
import { RunFolder } from '../../runs/runFolder';

/** Baseline and ceiling of a run's held-out questions; nothing where the trainer knew none. */
export async function referencesOf(run: string): Promise<RunReferences> {
  const found = await readReferences(new RunFolder(run));
  if (!found) return { run };
  const { baseline, ceiling } = found;
  return { run, baseline, ...(ceiling === undefined ? {} : { ceiling }) };
}
