/**
 * What people say about a run: a name of their own for it, a note, a star. It lies in the run folder as
 * `label.json` (`labelFile.ts`); the folder keeps its own name, by which other runs, experiments and reports find it.
 */
import * as v from 'valibot';
import { fields } from '../files/foreign';

/** No line breaks, and nothing that turns the direction of the words around it. */
const ONE_LINE = /^\P{C}+$/u;

/** A slash stands between an experiment's name and that of its run. */
const name = v.pipe(
  v.string(),
  v.trim(),
  v.minLength(1, 'it is empty'),
  v.maxLength(100, 'it has more than 100 characters'),
  v.regex(ONE_LINE, 'it has characters that cannot be seen'),
  v.check((text) => !/[\\/]/.test(text), 'it has a slash'),
);

const note = v.pipe(
  v.string(),
  v.trim(),
  v.minLength(1),
  v.maxLength(1000, 'it has more than 1,000 characters'),
  v.regex(ONE_LINE, 'it has characters that cannot be seen'),
);

/** The schema of a {@link RunLabel}. */
export const runLabel = fields({
  name: v.exactOptional(name),
  note: v.exactOptional(note),
  starred: v.exactOptional(v.boolean()),
});

/** The content of `label.json`. */
export type RunLabel = v.InferOutput<typeof runLabel>;

/** What is to change of a label: an empty text takes a name or a note away. */
export type LabelChange = Partial<RunLabel>;

/** Why a label cannot be like this, in words; undefined when it can. */
export function problemOf(change: LabelChange): string | undefined {
  for (const [part, schema] of [['name', name] as const, ['note', note] as const]) {
    const text = change[part]?.trim() ?? '';
    const result = text === '' ? undefined : v.safeParse(schema, text);
    if (result?.success === false) return `The ${part} cannot be used: ${result.issues[0].message}.`;
  }
  return undefined;
}
