/**
 * Words in a picture, with the indices that the study’s symbols carry: `v_a` stands with a lowered a.
 */
import { type Attributes, element, type Markup } from '../../charts/markup';

/** How far an index is lowered, in pixels; the letters after it must be raised again. */
const LOWERED = 3;

/** A line of text. An underscore lowers the one letter or digit, or the whole number, behind it. */
export function wordsSvg(text: string, attributes: Attributes): Markup {
  let raise = 0;
  const pieces = text.split(/_(\d+|\p{Letter})/u).map((piece, index) => {
    if (piece === '') return '';
    if (index % 2 === 1) {
      raise = LOWERED;
      return element('tspan', { dy: LOWERED, 'font-size': '75%' }, piece);
    }
    const plain = raise === 0 ? piece : element('tspan', { dy: -raise }, piece);
    raise = 0;
    return plain;
  });
  return element('text', { 'font-size': 11, ...attributes }, pieces);
}
