/**
 * When a run knew what: for each question, whether each checkpoint answers it, and how its ⁇ looks at the
 * name.
 */
import * as v from 'valibot';
import type { Store } from '../engine/engine';
import type { FactHistory, FactTimeline } from './results';
import { count, fields, list, proportion } from '../files/foreign';
import type { HeadPrograms } from './headPrograms';
import { type Running, partOf } from '../model/running';
import type { ReadFile, ReadQuestion } from './texts';

const onNames = list(v.nullable(proportion));

/** The schema of {@link CheckpointFacts}. */
export const checkpointFactsSchema = fields({
  step: count,
  right: list(v.boolean()),
  /** Attention of the ⁇ on the name, averaged over all heads, 0 to 1. */
  onName: onNames,
  /** The same of the head that looks at the name the most. */
  onNameMost: onNames,
});

/** What one checkpoint knows, by question. */
export type CheckpointFacts = v.InferOutput<typeof checkpointFactsSchema>;

/** Asks one checkpoint all questions. */
export async function checkpointFacts(
  programs: HeadPrograms,
  store: Store,
  step: number,
  texts: readonly ReadQuestion[],
  running: Running,
): Promise<CheckpointFacts> {
  const right = await programs.fileSilencer.right(store, texts, partOf(running, 0, 1, 2));
  const onName = new Array<number | null>(texts.length).fill(null);
  const onNameMost = new Array<number | null>(texts.length).fill(null);
  await programs.scorer.each(store, texts, partOf(running, 1, 1, 2), (index, heads) => {
    const masses = heads.flatMap(({ scores }) => scores.onName ?? []);
    if (masses.length === 0) return;
    onName[index] = masses.reduce((sum, mass) => sum + mass, 0) / masses.length;
    onNameMost[index] = Math.max(...masses);
  });
  return { step, right, onName, onNameMost };
}

/** Joins what the checkpoints know, in rising order of their steps. */
export function factTimeline(
  { texts, skipped }: ReadFile<ReadQuestion>,
  checkpoints: readonly CheckpointFacts[],
): FactTimeline {
  const steps = checkpoints.map(({ step }) => step);
  const facts = texts.map(({ question: { line, question, answer } }, index): FactHistory => {
    const right = checkpoints.map((checkpoint) => checkpoint.right[index] ?? false);
    const first = right.indexOf(true);
    const lost = right.findLastIndex((now, place) => !now && right[place - 1] === true);
    return {
      line,
      question,
      answer,
      right,
      onName: checkpoints.map(({ onName }) => onName[index] ?? null),
      onNameMost: checkpoints.map(({ onNameMost }) => onNameMost[index] ?? null),
      firstRight: steps[first] ?? null,
      lastLost: steps[lost] ?? null,
    };
  });
  return { steps, facts, skipped };
}
