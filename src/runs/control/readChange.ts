/**
 * Reads changes that people write: `learning-rate=0.001 silence=1.2,3.4`.
 */
import * as v from 'valibot';
import { UserError } from '../../files/userError';
import { type Change, change } from './request';

/** The names of settings as they are written, and their fields. */
const NAMES = {
  'learning-rate': 'learningRate',
  'weight-decay': 'weightDecay',
  dropout: 'dropout',
  steps: 'steps',
  silence: 'silenced',
} as const satisfies Record<string, keyof Change>;

/** The name of a setting that can be changed, as it is written. */
export type ChangeName = keyof typeof NAMES;

// Sound: they are the table's names.
/** All of them. */
export const CHANGES = Object.keys(NAMES) as readonly ChangeName[];

/**
 * The change that some words say, each `NAME=VALUE`; `silence=` or `silence=none` lets all heads speak.
 *
 * @throws UserError for the first that is none.
 */
export function readChange(words: readonly string[]): Change {
  if (words.length === 0) throw new UserError(`Say what to change: ${CHANGES.join(', ')}, as NAME=VALUE.`);
  const fields = words.map((word) => {
    const [name = '', text = ''] = word.split(/=(.*)/s);
    if (!isName(name)) {
      throw new UserError(`'${word}' is no change. Say ${CHANGES.join(', ')}, as NAME=VALUE.`);
    }
    const value = name === 'silence' ? headsOf(text) : Number(text.trim() || NaN);
    return [name, NAMES[name], value] as const;
  });
  for (const [name, field, value] of fields) {
    const result = v.safeParse(change, { [field]: value });
    if (!result.success) throw new UserError(`${name} cannot be that: ${result.issues[0].message}.`);
  }
  return v.parse(change, Object.fromEntries(fields.map(([, field, value]) => [field, value])));
}

function isName(name: string): name is ChangeName {
  return Object.hasOwn(NAMES, name);
}

function headsOf(text: string): readonly string[] {
  const heads = text.split(/[\s,]+/).filter((head) => head !== '');
  return heads.length === 1 && heads[0] === 'none' ? [] : heads;
}
