/**
 * Names of people who do not exist, made of the parts of real ones.
 */
import { mix, randomInteger, randomNumbers } from '../../numbers/randomNumbers';
import type { CorpusIndex } from './corpusIndex/corpusIndex';

/** Draws for each name before it is given up: in a small corpus few names may be left. */
const TRIES = 20;

/**
 * Up to `count` names, each a first word of one subject and the last word of another, that the corpus does
 * not hold and that no subject bears. The same seed gives the same names.
 */
export async function inventNames(
  subjects: readonly string[],
  index: CorpusIndex,
  count: number,
  seed = 1,
): Promise<readonly string[]> {
  const next = randomNumbers(mix(seed, 0x17e47));
  const parts = subjects.map((subject) => subject.split(' ')).filter((words) => words.length > 1);
  const pick = () => parts[randomInteger(next, 0, parts.length - 1)] ?? [];
  const taken = new Set(subjects);
  const names: string[] = [];
  for (let tries = 0; parts.length > 1 && names.length < count && tries < TRIES * count; tries++) {
    const name = `${pick()[0] ?? ''} ${pick().at(-1) ?? ''}`;
    if (taken.has(name)) continue;
    taken.add(name);
    if (!(await isInCorpus(index, name))) names.push(name);
  }
  return names;
}

async function isInCorpus(index: CorpusIndex, text: string): Promise<boolean> {
  const { done } = await index.linesWith(text).next();
  return done !== true;
}
