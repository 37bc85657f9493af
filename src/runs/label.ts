/**
 * What people say about a run: a name of their own for it, a note, a star. It lies in the run folder as
 * `label.json`; the folder keeps its own name, by which other runs, experiments and reports find it.
 */
import * as v from 'valibot';
import { fields } from '../files/foreign';
import { readSmallFile } from '../files/regularFile';
import { UserError } from '../files/userError';
import { writeAtomically } from '../files/writeAtomically';
import { readConfig } from './configFile';
import type { RunFolder } from './runFolder';

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

const runLabel = fields({
  name: v.exactOptional(name),
  note: v.exactOptional(note),
  starred: v.exactOptional(v.boolean()),
});

/** The content of `label.json`. */
export type RunLabel = v.InferOutput<typeof runLabel>;

/** What is to change of a label: an empty text takes a name or a note away. */
export type LabelChange = Partial<RunLabel>;

/** Bytes; more than any label. */
const MOST_BYTES = 2 ** 14;

const content = v.pipe(v.string(), v.parseJson(), v.unknown(), runLabel);

/** The label of a run; an empty one when there is none that can be read. */
export async function readLabel(folder: RunFolder): Promise<RunLabel> {
  const bytes = await readSmallFile(folder.label, MOST_BYTES).catch(() => undefined);
  const result = bytes && v.safeParse(content, bytes.toString('utf8'));
  return result?.success ? result.output : {};
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

/** Why a label cannot be like this, in words; undefined when it can. */
export function problemOf(change: LabelChange): string | undefined {
  for (const [part, schema] of [['name', name] as const, ['note', note] as const]) {
    const text = change[part]?.trim() ?? '';
    const result = text === '' ? undefined : v.safeParse(schema, text);
    if (result?.success === false) return `The ${part} cannot be used: ${result.issues[0].message}.`;
  }
  return undefined;
}

function isSaid(value: string | boolean): boolean {
  return typeof value === 'string' ? value.trim() !== '' : value;
}
