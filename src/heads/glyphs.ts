/**
 * How a token is shown: as one sign that can be seen and told from all others.
 */

/** The mask, as texts write it; the first begins the answer, the second ends it. */
export const MASK = '⁇';

const GLYPHS: Readonly<Record<string, string>> = {
  [MASK]: '▢',
  ' ': '␣',
  '\n': '⏎',
  '\t': '⇥',
  '\u00a0': '␣',
  '': '∅',
};

/** A token alone: the mask as ▢, a space as ␣. Spaces beside letters say nothing and are left out. */
export function glyphOf(token: string): string {
  const trimmed = token.trim();
  return GLYPHS[token] ?? (trimmed === '' ? '␣' : (GLYPHS[trimmed] ?? trimmed));
}

/** A token within its text: the mask as ▢, everything else as it is written. */
export function glyphInText(token: string): string {
  return token.replaceAll(MASK, '▢').replaceAll(/[\n\t]/g, ' ');
}
