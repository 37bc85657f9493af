/**
 * Formulas as MathML Core, put together by small functions.
 *
 * Browsers have drawn MathML themselves since Chromium 109. Typesetting TeX when the panel is built (temml) was
 * tried: the MathML of 18 formulas is 8.6 kB as text, and more as temml writes it, with styles that the page’s
 * content policy forbids; these functions and what they are called with are 3.3 kB.
 *
 * Plain text in a formula becomes an identifier, a number or an operator by what it looks like; a space becomes
 * one.
 */

import { type Content, element, type Markup } from '../../charts/markup';

/** A piece of a formula: MathML, or plain text that stands for one token. */
export type Piece = string | Markup;

/** A formula and what it says. */
export interface Formula {
  /** A `<math>` element. */
  readonly mathml: Markup;
  /** One sentence or two. */
  readonly explanation: string;
}

/** A displayed formula with its explanation. */
export function formula(pieces: readonly Piece[], explanation: string): Formula {
  const attributes = { xmlns: 'http://www.w3.org/1998/Math/MathML', display: 'block' };
  return { mathml: element('math', attributes, row(...pieces)), explanation };
}

/** Pieces side by side. */
export function row(...pieces: readonly Piece[]): Markup {
  return tag('mrow', pieces);
}

/** `base` with an index below. */
export function sub(base: Piece, index: Piece): Markup {
  return tag('msub', [base, index]);
}

/** `base` with an exponent. */
export function power(base: Piece, exponent: Piece): Markup {
  return tag('msup', [base, exponent]);
}

/** e to a power. */
export function exponential(...exponent: readonly Piece[]): Markup {
  return power('e', row(...exponent));
}

/** A fraction. */
export function fraction(above: Piece, below: Piece): Markup {
  return tag('mfrac', [above, below]);
}

/** A square root. */
export function root(...inside: readonly Piece[]): Markup {
  return tag('msqrt', inside);
}

/** ∑ over an index, with what is summed. */
export function sum(index: Piece, ...summed: readonly Piece[]): Markup {
  return row(tag('munder', ['∑', index]), ...summed);
}

/** Pieces in round brackets. */
export function brackets(...inside: readonly Piece[]): Markup {
  return row('(', ...inside, ')');
}

/** The length of a vector: pieces between double bars. */
export function lengthOf(...inside: readonly Piece[]): Markup {
  return row('‖', ...inside, '‖');
}

/** Words inside a formula. */
export function words(text: string): Markup {
  return element('mtext', {}, text);
}

function tag(name: string, pieces: readonly Piece[]): Markup {
  return element(name, {}, pieces.map(written));
}

/** Bars that open or close would otherwise be spaced like a relation. */
const FENCES = '()‖';

function written(piece: Piece): Content {
  if (typeof piece !== 'string') return piece;
  if (piece === ' ') return element('mspace', { width: '1em' });
  if (/^\d[\d.]*$/.test(piece)) return element('mn', {}, piece);
  // The name of a function is parted from what it is taken of.
  if (/^\p{Letter}{2,}$/u.test(piece))
    return [element('mi', {}, piece), element('mspace', { width: '0.17em' })];
  if (/^\p{Letter}$/u.test(piece)) return element('mi', {}, piece);
  return element('mo', FENCES.includes(piece) ? { stretchy: 'false' } : {}, piece);
}
