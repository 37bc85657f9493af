/**
 * Text as it is shown in labels and axes, where a space at an edge, a line end or a character without a
 * glyph would vanish.
 */

const NAMED: Readonly<Record<string, string>> = { '\n': '⏎', '\r': '␍', '\t': '⇥' };

/** Control, format, private and unassigned characters, and separators other than the space. */
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu;

/** The text with signs for what would not be seen: `␣` for spaces at its ends, `<U+200B>` for the rest. */
export function readableText(text: string): string {
  const seen = text.replace(/^ +| +$/g, (spaces) => '␣'.repeat(spaces.length));
  return seen.replace(UNSEEN, (character) => NAMED[character] ?? codeOf(character));
}

function codeOf(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase();
  return `<U+${code.padStart(4, '0')}>`;
}
