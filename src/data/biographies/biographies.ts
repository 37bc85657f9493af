/**
 * Made-up people, in the manner of bioS of "Physics of Language Models: Part 3.1" (Allen-Zhu & Li, 2023).
 *
 * Each person has a name and three attributes, told in sentences of several wordings, in several
 * orders. Questions ask where they were born: some of the people are for finetuning, the others held
 * out. Since everything is made up, what the text says, and what a guess is worth, is known exactly.
 */
import { wholeNumber } from '../../numbers/formats';
import { UserError } from '../../files/userError';
import { mix, randomInteger, randomNumbers, shuffle, type RandomNumbers } from '../../numbers/randomNumbers';
import { FAMILY_NAMES, GIVEN_NAMES, PROFESSIONS, SCHOOLS, TOWNS } from './words';

/** What to make. */
export interface BiographySettings {
  /** How many people. */
  readonly people: number;
  /** How many times each person's life is told. */
  readonly tellings: number;
  /** Whether each telling picks its own wordings; otherwise all use the person's first choice. */
  readonly paraphrase: boolean;
  /** Whether each telling puts its sentences in an order of its own. */
  readonly permute: boolean;
  /** Share of the people whose questions are for finetuning, 0 to 1. */
  readonly trainedShare: number;
  readonly seed: number;
}

/** One made-up person. */
interface Person {
  readonly name: string;
  readonly pronoun: 'She' | 'He';
  readonly town: string;
  readonly school: string;
  readonly profession: string;
}

/** A made-up data set, as lines of files. */
export interface BiographyData {
  /** One telling of one life a line. */
  readonly corpus: readonly string[];
  /** `question⇥answer` about the people for finetuning. */
  readonly trained: readonly string[];
  /** `question⇥answer` about the people held out. */
  readonly heldOut: readonly string[];
  /** Questions about people of whom nothing is told. */
  readonly invented: readonly string[];
}

/** What `npm start` and the walkthrough use. */
export const DEFAULT_BIOGRAPHIES: BiographySettings = {
  people: 160,
  tellings: 8,
  paraphrase: true,
  permute: true,
  trainedShare: 0.5,
  seed: 1,
};

/** People of whom nothing is told, as a share of all. */
const INVENTED_SHARE = 0.2;

/** Lines that still fit into memory with room to spare. */
const MOST_LINES = 4_000_000;

/** Makes a data set. Throws a UserError when more people are asked for than there are names, or lines. */
export function makeBiographies(settings: BiographySettings): BiographyData {
  requirePossible(settings);
  const next = randomNumbers(mix(settings.seed, 0xb10));
  const invented = Math.round(settings.people * INVENTED_SHARE);
  const names = drawNames(settings.people + invented, next);
  const people = names.slice(0, settings.people).map(([name, pronoun]) => drawPerson(name, pronoun, next));
  const corpus = shuffle(
    people.flatMap((person, index) => tellings(person, settings, randomNumbers(mix(settings.seed, index)))),
    next,
  );
  const trained = Math.round(settings.people * settings.trainedShare);
  const line = (person: Person) => `${questionAbout(person.name)}\t${person.town}`;
  return {
    corpus,
    trained: people.slice(0, trained).map(line),
    heldOut: people.slice(trained).map(line),
    invented: names.slice(settings.people).map(([name]) => questionAbout(name)),
  };
}

function requirePossible({ people, tellings }: BiographySettings): void {
  const [starts, ends] = FAMILY_NAMES;
  const most = Math.floor((GIVEN_NAMES.length * starts.length * ends.length) / (1 + INVENTED_SHARE));
  if (people > most) {
    throw new UserError(
      `There are names for ${wholeNumber(most)} people, not for ${wholeNumber(people)}. Ask for fewer.`,
    );
  }
  if (people * tellings > MOST_LINES) {
    throw new UserError(
      `The text would have ${wholeNumber(people * tellings)} lines. Ask for at most ${wholeNumber(MOST_LINES)}, ` +
        'which is people times tellings.',
    );
  }
}

/** The question that all files ask. */
function questionAbout(name: string): string {
  return `Where was ${name} born?`;
}

function drawNames(count: number, next: RandomNumbers): readonly (readonly [string, 'She' | 'He'])[] {
  const [starts, ends] = FAMILY_NAMES;
  const all = GIVEN_NAMES.flatMap(([given, pronoun]) =>
    starts.flatMap((start) => ends.map((end) => [`${given} ${start}${end}`, pronoun] as const)),
  );
  return shuffle(all, next).slice(0, count);
}

function drawPerson(name: string, pronoun: 'She' | 'He', next: RandomNumbers): Person {
  // The square of a uniform number favours the first towns, so that guessing the commonest is worth something.
  const town = TOWNS[Math.floor(next() ** 2 * TOWNS.length)] ?? '';
  return { name, pronoun, town, school: pick(SCHOOLS, next), profession: pick(PROFESSIONS, next) };
}

function pick(items: readonly string[], next: RandomNumbers): string {
  return items[randomInteger(next, 0, items.length - 1)] ?? '';
}

type Sentence = (subject: string, person: Person) => string;

/** Wordings of each attribute. */
const SENTENCES: readonly (readonly Sentence[])[] = [
  [
    (subject, { town }) => `${subject} was born in ${town}.`,
    (subject, { town }) => `${subject} comes from ${town}.`,
    (subject, { town }) => `${subject} first saw the light of day in ${town}.`,
    (subject, { town }) => `The birthplace of ${lowered(subject)} is ${town}.`,
    (subject, { town }) => `${subject} is a native of ${town}.`,
  ],
  [
    (subject, { school }) => `${subject} went to ${school}.`,
    (subject, { school }) => `${subject} studied at ${school}.`,
    (subject, { school }) => `${subject} left ${school} with honours.`,
  ],
  [
    (subject, { profession }) => `${subject} became ${profession}.`,
    (subject, { profession }) => `${subject} worked as ${profession}.`,
    (subject, { profession }) => `${subject} was known as ${profession}.`,
  ],
];

function lowered(subject: string): string {
  if (subject === 'She') return 'her';
  return subject === 'He' ? 'him' : subject;
}

function tellings(person: Person, settings: BiographySettings, next: RandomNumbers): readonly string[] {
  const wordings = SENTENCES.map((choices) => randomInteger(next, 0, choices.length - 1));
  return Array.from({ length: settings.tellings }, () => {
    const chosen = SENTENCES.map((choices, attribute) => {
      const wording = settings.paraphrase ? randomInteger(next, 0, choices.length - 1) : wordings[attribute];
      return choices[wording ?? 0];
    });
    if (settings.permute) shuffle(chosen, next);
    const sentences = chosen.map((sentence, index) =>
      sentence?.(index === 0 ? person.name : person.pronoun, person),
    );
    return sentences.join(' ');
  });
}
