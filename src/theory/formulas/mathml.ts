/**
 * Formulas as MathML Core, put together by small functions.
 *
 * A typesetting library would weigh more than the whole panel; browsers have drawn MathML themselves
 * since Chromium 109. Plain text in a formula becomes an identifier, a number or an operator by what it
 * looks like; a space becomes one.
 */

/** A piece of a formula: MathML, or plain text that stands for one token. */
export type Piece = string | MathMl;

/** MathML that has been put together. */
export interface MathMl {
  readonly mathml: string;
}

/** A formula and what it says. */
export interface Formula {
  /** A `<math>` element. */
  readonly mathml: string;
  /** One sentence or two. */
  readonly explanation: string;
}

/** A displayed formula with its explanation. */
export function formula(pieces: readonly Piece[], explanation: string): Formula {
  const mathml = `<math xmlns="http://www.w3.org/1998/Math/MathML" display="block">${written(row(...pieces))}</math>`;
  return { mathml, explanation };
}

/** Pieces side by side. */
export function row(...pieces: readonly Piece[]): MathMl {
  return tag('mrow', pieces);
}

/** `base` with an index below. */
export function sub(base: Piece, index: Piece): MathMl {
  return tag('msub', [base, index]);
}

/** `base` with an exponent. */
export function power(base: Piece, exponent: Piece): MathMl {
  return tag('msup', [base, exponent]);
}

/** e to a power. */
export function exponential(...exponent: readonly Piece[]): MathMl {
  return power('e', row(...exponent));
}

/** A fraction. */
export function fraction(above: Piece, below: Piece): MathMl {
  return tag('mfrac', [above, below]);
}

/** A square root. */
export function root(...inside: readonly Piece[]): MathMl {
  return tag('msqrt', inside);
}

/** ∑ over an index, with what is summed. */
export function sum(index: Piece, ...summed: readonly Piece[]): MathMl {
  return row(tag('munder', ['∑', index]), ...summed);
}

/** Pieces in round brackets. */
export function brackets(...inside: readonly Piece[]): MathMl {
  return row('(', ...inside, ')');
}

/** The length of a vector: pieces between double bars. */
export function lengthOf(...inside: readonly Piece[]): MathMl {
  return row('‖', ...inside, '‖');
}

/** Words inside a formula. */
export function words(text: string): MathMl {
  return { mathml: `<mtext>${text}</mtext>` };
}

function tag(name: string, pieces: readonly Piece[]): MathMl {
  return { mathml: `<${name}>${pieces.map(written).join('')}</${name}>` };
}

/** Bars that open or close would otherwise be spaced like a relation. */
const FENCES = '()‖';

function written(piece: Piece): string {
  if (typeof piece !== 'string') return piece.mathml;
  if (piece === ' ') return '<mspace width="1em"/>';
  if (/^\d[\d.]*$/.test(piece)) return `<mn>${piece}</mn>`;
  // The name of a function is parted from what it is taken of.
  if (/^\p{Letter}{2,}$/u.test(piece)) return `<mi>${piece}</mi><mspace width="0.17em"/>`;
  if (/^\p{Letter}$/u.test(piece)) return `<mi>${piece}</mi>`;
  const escaped = piece.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return FENCES.includes(piece) ? `<mo stretchy="false">${escaped}</mo>` : `<mo>${escaped}</mo>`;
}
