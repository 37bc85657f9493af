/**
 * `references.json`: the lines that a run's accuracy is measured against, written once by the trainer, so
 * that nobody else has to read the corpus for them.
 */
import * as v from 'valibot';
import { readKnownJson } from '../files/knownJson';
import { writeAtomically } from '../files/writeAtomically';
import type { RunFolder } from './runFolder';

const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const references = v.pipe(
  v.object({
    version: v.literal(1),
    /** Questions that the run is asked. */
    asked: count,
    /** Share of them that the most common answer answers. */
    baseline: share,
    /** Share of them whose answers stand in the text, in a document about their subject; only with a text. */
    ceiling: v.exactOptional(share),
  }),
  v.readonly(),
);

/** What a run's accuracy is measured against. */
export type References = v.InferOutput<typeof references>;

/** Larger than anything that is written here. */
const MOST_BYTES = 10_000;

/** Writes them. Throws a UserError when the file cannot be written. */
export async function writeReferences(folder: RunFolder, found: Omit<References, 'version'>): Promise<void> {
  await writeAtomically(folder.references, [`${JSON.stringify({ version: 1, ...found })}\n`]);
}

/** Reads them; undefined where a run has none, as those of older versions, or the file is not ours. */
export function readReferences(folder: RunFolder): Promise<References | undefined> {
  return readKnownJson(folder.references, references, MOST_BYTES);
}
