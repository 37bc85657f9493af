/**
 * What words are made of: the same rule wherever a text is cut into words, or may not be cut inside of one.
 *
 * A word is a run of letters and digits. Scripts that do not put spaces between words (Chinese, Japanese, Thai, …)
 * have a word for each character.
 */

/** Between words. */
const SEPARATOR = 0;
/** Part of a word. */
export const LETTER = 1;
/** A word of its own. */
export const ALONE = 2;

const LETTERS = /[\p{L}\p{M}\p{N}]/u;
const WITHOUT_SPACES =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** The class of each UTF-16 unit. Halves of surrogate pairs count as letters: most of them are. */
export const UNIT_CLASSES: Readonly<Uint8Array> = Uint8Array.from({ length: 0x1_0000 }, (_, unit) => {
  if (unit >= 0xd800 && unit <= 0xdfff) return LETTER;
  const character = String.fromCharCode(unit);
  if (!LETTERS.test(character)) return SEPARATOR;
  return WITHOUT_SPACES.test(character) ? ALONE : LETTER;
});

/** Whether a cut at a place of a text would go through a word, or through a pair of surrogates. */
export function cutsWord(text: string, at: number): boolean {
  if (at <= 0 || at >= text.length) return false;
  const isLetter = (index: number) => UNIT_CLASSES[text.charCodeAt(index)] === LETTER;
  return isLetter(at - 1) && isLetter(at);
}
