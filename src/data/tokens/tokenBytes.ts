/**
 * The bytes behind a token's name in a `tokenizer.json`, and how they are shown.
 *
 * Byte-level tokenizers (GPT-2's and most since) write each byte as one visible character; others write the
 * text itself with `▁` for a space, and a lone byte as `<0xE2>`.
 */
import { readableText } from '../readableText';

/** GPT-2's visible character of each byte, read backwards: printable bytes are themselves, the others move up. */
const BYTE_OF: ReadonlyMap<string, number> = byteAlphabet();

function byteAlphabet(): ReadonlyMap<string, number> {
  const printable = (byte: number) =>
    (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || (byte >= 174 && byte <= 255);
  const alphabet = new Map<string, number>();
  let moved = 256;
  for (let byte = 0; byte < 256; byte++) {
    alphabet.set(String.fromCodePoint(printable(byte) ? byte : moved++), byte);
  }
  return alphabet;
}

/** The visible character that stands for each byte, by byte. */
export const BYTE_CHARACTERS: readonly string[] = [...BYTE_OF.keys()];

/** The same characters by their code points, as GPT-2 numbers them. */
export const BYTE_ALPHABET: readonly string[] = [...BYTE_CHARACTERS].sort(
  (a, b) => (a.codePointAt(0) ?? 0) - (b.codePointAt(0) ?? 0),
);

/** A text's bytes as visible characters. */
export function byteLevelName(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => BYTE_CHARACTERS[byte] ?? '').join('');
}

/** The bytes of a byte-level token's name; undefined where it is none. */
export function byteLevelBytes(name: string): readonly number[] | undefined {
  const bytes = Array.from(name, (character) => BYTE_OF.get(character));
  return bytes.every((byte) => byte !== undefined) ? bytes : undefined;
}

/** The byte that `<0xE2>` names, if it names one. */
export function namedByte(name: string): number | undefined {
  const digits = /^<0x([0-9A-Fa-f]{2})>$/.exec(name)?.[1];
  return digits === undefined ? undefined : Number.parseInt(digits, 16);
}

/** Whole characters as text, the bytes of broken ones as `<0xE2>`. */
export function readableBytes(bytes: readonly number[]): string {
  let [shown, text] = ['', ''];
  for (let at = 0; at < bytes.length;) {
    const length = characterLength(bytes, at);
    if (length > 0) text += new TextDecoder().decode(Uint8Array.from(bytes.slice(at, at + length)));
    else {
      shown += readableText(text) + byteLabel(bytes[at] ?? 0);
      text = '';
    }
    at += Math.max(1, length);
  }
  return shown + readableText(text);
}

/** A byte's label. */
export function byteLabel(byte: number): string {
  return `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`;
}

/** How many bytes the whole UTF-8 character at a place has; 0 where there is none. */
function characterLength(bytes: readonly number[], at: number): number {
  const first = bytes[at] ?? 0;
  const length =
    first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
  if (length === 0 || at + length > bytes.length) return 0;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(bytes.slice(at, at + length)));
    return length;
  } catch {
    return 0;
  }
}
