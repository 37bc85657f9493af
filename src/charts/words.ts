/**
 * Words in a picture: what somebody wrote as it is, and symbols with their indices.
 */
import { type Attributes, type Content, type Markup, element } from './markup';

/** Pixels of most words. */
export const TEXT_SIZE = 11;

/** A letter’s mean width at {@link TEXT_SIZE}, so that words can be laid out without a browser. */
export const LETTER = 6;

/** How far an index is lowered, in pixels; the letters after it must be raised again. */
const LOWERED = 3;

/** A line of text as it is written. */
export function wordsSvg(text: string, attributes: Attributes): Markup {
  return element('text', { 'font-size': TEXT_SIZE, ...attributes }, text);
}

/**
 * A line of text with the indices that the study’s symbols carry: `v_a` stands with a lowered a. An underscore
 * lowers the one letter or digit, or the whole number, behind it.
 */
export function symbolsSvg(text: string, attributes: Attributes): Markup {
  let raise = 0;
  const pieces = text.split(/_(\d+|\p{Letter})/u).map((piece, index): Content => {
    if (piece === '') return '';
    if (index % 2 === 1) {
      raise = LOWERED;
      return element('tspan', { dy: LOWERED, 'font-size': '75%' }, piece);
    }
    const plain = raise === 0 ? piece : element('tspan', { dy: -raise }, piece);
    raise = 0;
    return plain;
  });
  return element('text', { 'font-size': TEXT_SIZE, ...attributes }, pieces);
}

/** Text in lines of about so many pixels, broken between words. */
export function brokenLines(text: string, width: number, letter = LETTER): readonly string[] {
  const most = Math.max(12, Math.floor(width / letter));
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > most) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
