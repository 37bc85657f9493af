/**
 * Does an answer follow the name or the text? A person’s document is shown with the answer cut out, as in
 * pretraining: once under the right name, once under another’s. A model that reads fills in the
 * document’s answer both times; one that recalls by name fills in the other person’s.
 */
import { MASK } from '../../data/vocabulary';
import { shareOf } from '../tallies';
import type { SwappedNames } from '../trust';
import { findWhole } from './corpusIndex/words';
import type { Respondent } from './respondent';

/** A person with a document that begins with the name and holds the answer. */
export interface DocumentedAnswer {
  readonly subject: string;
  readonly answer: string;
  readonly document: string;
}

/** One document under two names. */
export interface Probe {
  readonly right: string;
  readonly swapped: string;
  readonly ownAnswer: string;
  readonly otherAnswer: string;
}

/** Span corruption cuts documents to so much of the context; beyond, the model has never seen a cut. */
const CONTEXT_SHARE = 7 / 8;

/** Fifty tell half from all; each costs two of the longest decodings there are. */
const MOST_PROBES = 50;

/**
 * The probes that fit into a context: each person with the next one who has another answer.
 *
 * @param longest Characters that a question may have.
 */
export function probesOf(people: readonly DocumentedAnswer[], longest: number): readonly Probe[] {
  const probes: Probe[] = [];
  people.forEach((person, index) => {
    const others = [...people.slice(index + 1), ...people.slice(0, index)];
    const other = others.find(({ answer }) => answer !== person.answer);
    const most = Math.floor(longest * CONTEXT_SHARE);
    const right = cutOut(person.document, person.answer, most);
    if (!other || right === undefined || probes.length === MOST_PROBES) return;
    const document = person.document.replaceAll(person.subject, other.subject);
    const swapped = cutOut(document, person.answer, most);
    // The name alone must not give the answer away, nor lose it.
    if (swapped === undefined || swapped.includes(other.answer)) return;
    probes.push({ right, swapped, ownAnswer: person.answer, otherAnswer: other.answer });
  });
  return probes;
}

/** The document’s beginning with ‘⁇’ in place of the answer; undefined when the answer stands too late. */
function cutOut(document: string, answer: string, most: number): string | undefined {
  const at = findWhole(document, answer);
  if (at < 0 || at + answer.length > most) return undefined;
  return `${document.slice(0, at)}${MASK}${document.slice(at + answer.length, most)}`;
}

/** Below this share the model does not complete documents at all, and a swapped name cannot matter. */
const READS = 0.1;

const COMPLETES_NOTHING = 'so swapping names shows nothing: this model does not complete documents.';

/** Asks the probes; undefined when there are none. */
export async function askProbes(
  model: Respondent,
  probes: readonly Probe[],
): Promise<SwappedNames | undefined> {
  if (probes.length === 0) return undefined;
  const right = await model.answer(probes.map((probe) => probe.right));
  const swapped = await model.answer(probes.map((probe) => probe.swapped));
  const count = (answers: typeof right, of: 'ownAnswer' | 'otherAnswer') =>
    probes.filter((probe, index) => answers[index]?.text.trim() === probe[of]).length;
  const control = shareOf(count(right, 'ownAnswer'), probes.length);
  return {
    probes: probes.length,
    control,
    followsText: shareOf(count(swapped, 'ownAnswer'), probes.length),
    followsName: shareOf(count(swapped, 'otherAnswer'), probes.length),
    ...(control.share < READS ? { uninformative: COMPLETES_NOTHING } : {}),
  };
}
