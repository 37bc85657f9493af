/**
 * The words that made-up biographies are made of. Places, schools and firms do not exist.
 */

/** Given names, with the pronoun that goes with each. */
export const GIVEN_NAMES: readonly (readonly [name: string, pronoun: 'She' | 'He'])[] = [
  ['Ada', 'She'], ['Alma', 'She'], ['Anton', 'He'], ['Basil', 'He'], ['Bruno', 'He'], ['Celia', 'She'],
  ['Clara', 'She'], ['Conrad', 'He'], ['Cyrus', 'He'], ['Dalia', 'She'], ['Daniel', 'He'], ['Dora', 'She'],
  ['Edgar', 'He'], ['Elena', 'She'], ['Elias', 'He'], ['Emil', 'He'], ['Esther', 'She'], ['Felix', 'He'],
  ['Flora', 'She'], ['Frida', 'She'], ['Gideon', 'He'], ['Greta', 'She'], ['Hanna', 'She'], ['Hugo', 'He'],
  ['Ida', 'She'], ['Igor', 'He'], ['Ines', 'She'], ['Ivo', 'He'], ['Jasper', 'He'], ['Judith', 'She'],
  ['Julius', 'He'], ['Karin', 'She'], ['Konrad', 'He'], ['Lara', 'She'], ['Leon', 'He'], ['Livia', 'She'],
  ['Lucas', 'He'], ['Magda', 'She'], ['Marek', 'He'], ['Mira', 'She'], ['Nadia', 'She'], ['Nils', 'He'],
  ['Nora', 'She'], ['Olga', 'She'], ['Oscar', 'He'], ['Otto', 'He'], ['Paula', 'She'], ['Piotr', 'He'],
  ['Quentin', 'He'], ['Rafael', 'He'], ['Renata', 'She'], ['Rosa', 'She'], ['Ruben', 'He'], ['Selma', 'She'],
  ['Simon', 'He'], ['Stella', 'She'], ['Tamar', 'She'], ['Theo', 'He'], ['Tilda', 'She'], ['Ulric', 'He'],
  ['Vera', 'She'], ['Viktor', 'He'], ['Wanda', 'She'], ['Willem', 'He'], ['Yara', 'She'], ['Zeno', 'He'],
]; // prettier-ignore

/** Beginnings and ends of family names. */
export const FAMILY_NAMES: readonly [starts: readonly string[], ends: readonly string[]] = [
  [
    'Al',
    'Bar',
    'Bren',
    'Car',
    'Dor',
    'El',
    'Fen',
    'Gar',
    'Hal',
    'Ker',
    'Lan',
    'Mor',
    'Nor',
    'Pel',
    'Ros',
    'San',
    'Tol',
    'Ver',
    'Wes',
    'Zel',
  ],
  [
    'berg',
    'bury',
    'dale',
    'den',
    'ford',
    'gate',
    'ham',
    'holt',
    'ington',
    'ley',
    'low',
    'man',
    'more',
    'ner',
    'ric',
    'sen',
    'ski',
    'ton',
    'vik',
    'wood',
  ],
];

/** Towns, from the most frequent to the least. */
export const TOWNS: readonly string[] = [
  'Arlen', 'Brimholt', 'Casteva', 'Dunmere', 'Eskley', 'Farrow', 'Glenoak', 'Hartvale', 'Isenport', 'Jorvin',
  'Kelmar', 'Lindeby', 'Marsk', 'Norvale', 'Ostrand', 'Pelham', 'Quarry', 'Ravenna', 'Solvik', 'Tarnow',
  'Ulmen', 'Vardo', 'Westry', 'Yarrow', 'Zelden',
]; // prettier-ignore

/** Schools. */
export const SCHOOLS: readonly string[] = [
  'Alder College', 'Beacon Hall', 'Crown School', 'Dover Institute', 'Elm Academy', 'Foster College',
  'Grange School', 'Harbour College', 'Ivy Institute', 'Juniper Hall',
]; // prettier-ignore

/** Professions, with their article. */
export const PROFESSIONS: readonly string[] = [
  'a baker', 'a botanist', 'a carpenter', 'a chemist', 'a dancer', 'an editor', 'an engineer', 'a farmer',
  'a judge', 'a lawyer', 'a nurse', 'an organist', 'a painter', 'a pilot', 'a poet', 'a sailor', 'a singer',
  'a surgeon', 'a teacher', 'a weaver',
]; // prettier-ignore
