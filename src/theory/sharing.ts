/**
 * The state of the theory lab as a short text that fits into a link or a file, and back.
 *
 * The text is JSON in base64url (RFC 4648, section 5), of only the fields that differ from their
 * defaults. What comes back is read field by field: see `fields.ts`.
 */
import { AVERAGING_FIELDS, type AveragingState, parseAveragingState } from './averaging';
import { COPYING_FIELDS, type CopyingState, parseCopyingState } from './copying';
import { COST_FIELDS, type CostState, parseCostState } from './cost';
import { type Field, type Fields } from './fields';
import { ONE_HEAD_FIELDS, type OneHeadState, parseOneHeadState } from './oneHead';
import { TWO_HEADS_FIELDS, type TwoHeadsState, parseTwoHeadsState } from './twoHeads';

/** The state of each page, by the page’s name. */
export interface TheoryStates {
  readonly copying: CopyingState;
  readonly averaging: AveragingState;
  readonly oneHead: OneHeadState;
  readonly twoHeads: TwoHeadsState;
  readonly cost: CostState;
}

/** The name of a page. */
export type TheoryPage = keyof TheoryStates;

/** The pages in their order. */
export const THEORY_PAGES: readonly TheoryPage[] = ['copying', 'averaging', 'oneHead', 'twoHeads', 'cost'];

/** One page and what it is set to. */
export type TheoryState = {
  readonly [Page in TheoryPage]: { readonly page: Page; readonly state: TheoryStates[Page] };
}[TheoryPage];

/** The fields of every page. */
const THEORY_FIELDS: { readonly [Page in TheoryPage]: Fields<TheoryStates[Page]> } = {
  copying: COPYING_FIELDS,
  averaging: AVERAGING_FIELDS,
  oneHead: ONE_HEAD_FIELDS,
  twoHeads: TWO_HEADS_FIELDS,
  cost: COST_FIELDS,
};

/** A page’s state from anything; undefined unless it names a page. */
export function parseTheoryState(value: unknown): TheoryState | undefined {
  if (typeof value !== 'object' || value === null || !('page' in value)) return undefined;
  const page = THEORY_PAGES.find((name) => name === value.page);
  return page && theoryState(page, 'state' in value ? value.state : undefined);
}

/** The state of one page from anything; its defaults for `undefined`. */
export function theoryState(page: TheoryPage, value?: unknown): TheoryState {
  switch (page) {
    case 'copying':
      return { page, state: parseCopyingState(value) };
    case 'averaging':
      return { page, state: parseAveragingState(value) };
    case 'oneHead':
      return { page, state: parseOneHeadState(value) };
    case 'twoHeads':
      return { page, state: parseTwoHeadsState(value) };
    case 'cost':
      return { page, state: parseCostState(value) };
  }
}

/** A state as URL-safe text: letters, digits, `-` and `_`. */
export function encodeState({ page, state }: TheoryState): string {
  const fields = new Map(Object.entries<Field<unknown>>(THEORY_FIELDS[page]));
  const changed = Object.entries(state).filter(([name, value]) => {
    return JSON.stringify(value) !== JSON.stringify(fields.get(name)?.initial);
  });
  const text = JSON.stringify({ page, state: Object.fromEntries(changed) });
  return base64Url(new TextEncoder().encode(text));
}

/** The longest possible state has some 12,000 characters; more is not worth reading. */
const LONGEST = 65_536;

/** The state that a text stands for; undefined when it is none. */
export function decodeState(text: string): TheoryState | undefined {
  if (text.length > LONGEST) return undefined;
  const bytes = fromBase64Url(text.trim());
  if (!bytes) return undefined;
  try {
    const json: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return parseTheoryState(json);
  } catch {
    // Neither UTF-8 nor JSON: somebody else’s text.
    return undefined;
  }
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Written out because `btoa` knows neither bytes nor the URL-safe digits. */
function base64Url(bytes: Uint8Array): string {
  let text = '';
  let [bits, held] = [0, 0];
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 6) {
      bits -= 6;
      text += DIGITS[(held >> bits) & 63] ?? '';
    }
    held &= (1 << bits) - 1;
  }
  return bits > 0 ? text + (DIGITS[(held << (6 - bits)) & 63] ?? '') : text;
}

/** Undefined when there is a character that is no digit. */
function fromBase64Url(text: string): Uint8Array | undefined {
  const bytes = new Uint8Array(Math.floor((text.length * 6) / 8));
  let [bits, held, end] = [0, 0, 0];
  for (const character of text) {
    const digit = DIGITS.indexOf(character);
    if (digit < 0) return undefined;
    held = (held << 6) | digit;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes[end++] = held >> bits;
    held &= (1 << bits) - 1;
  }
  return bytes;
}
