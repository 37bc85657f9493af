/**
 * The tokens of a Hugging Face folder: `tokenizer.json`, read where it lies.
 *
 * The work is done by `@huggingface/tokenizers`; here is what it does not do: sentences for people where the
 * file is missing or damaged, and labels for single tokens.
 */
import { Tokenizer } from '@huggingface/tokenizers';
import { join } from 'node:path';
import * as v from 'valibot';
import { readableText } from '../readableText';
import { parseJson } from '../../files/parseJson';
import { readSmallFile } from '../../files/regularFile';
import { UserError } from '../../files/userError';
import { byteLabel, byteLevelBytes, namedByte, readableBytes } from './tokenBytes';
import type { Tokens } from './tokens';

/** What of a `tokenizer.json` is looked at here; the package reads the rest. */
const tokenizerJson = v.looseObject({
  model: v.looseObject({
    // GPT-2's own file says no type.
    type: v.nullish(v.picklist(['BPE', 'WordPiece', 'Unigram'])),
    vocab: v.union([v.record(v.string(), v.number()), v.array(v.unknown())]),
  }),
  added_tokens: v.nullish(v.array(v.looseObject({ id: v.number(), content: v.string() })), []),
  pre_tokenizer: v.nullish(v.unknown()),
  decoder: v.nullish(v.unknown()),
});

type TokenizerJson = v.InferOutput<typeof tokenizerJson>;

/** The package wants every step to be named; files may leave out those that they do not have. */
const NO_STEPS = { normalizer: null, pre_tokenizer: null, post_processor: null, decoder: null };

/** Tokens of a `tokenizer.json`. */
export class FileTokens implements Tokens {
  private readonly tokenizer: Tokenizer;
  private readonly added: ReadonlySet<number>;
  private readonly byteLevel: boolean;
  readonly size: number;

  /** @throws Error when the package does not understand the file. */
  constructor(json: TokenizerJson, config: object) {
    this.tokenizer = new Tokenizer({ ...NO_STEPS, ...json }, config);
    this.added = new Set(json.added_tokens.map(({ id }) => id));
    this.byteLevel = speaksOfBytes(json.pre_tokenizer) || speaksOfBytes(json.decoder);
    const inModel = this.tokenizer.get_vocab(true);
    this.size = 1 + Math.max(-1, ...chunkedMaxima([...inModel.values()]), ...this.added);
  }

  readonly encode = (text: string): number[] => [...this.tokenizer.encode(text).ids];

  readonly encodeRest = (text: string): number[] => [
    ...this.tokenizer.encode(text, { add_special_tokens: false }).ids,
  ];

  readonly decode = (tokens: Iterable<number>): string => {
    const ids = [...tokens];
    // The package takes no empty list.
    if (ids.length === 0) return '';
    return this.tokenizer.decode(ids, { skip_special_tokens: false, clean_up_tokenization_spaces: false });
  };

  readonly label = (token: number): string => {
    const name = this.tokenizer.id_to_token(token);
    if (name === undefined) return `<${token}>`;
    if (this.added.has(token)) return readableText(name);
    const byte = namedByte(name);
    if (byte !== undefined) return byteLabel(byte);
    const bytes = this.byteLevel ? byteLevelBytes(name) : undefined;
    return bytes ? readableBytes(bytes) : readableText(name.replaceAll('▁', ' '));
  };

  // A byte-level tokenizer knows everything; what another one does not know it marks itself.
  readonly unknown = (): readonly string[] => [];
}

/**
 * Reads the tokenizer of a folder.
 *
 * @throws UserError when it is missing, damaged or not understood.
 */
export async function readTokenizer(folder: string): Promise<FileTokens> {
  const path = join(folder, 'tokenizer.json');
  const text = await readSmallFile(path).catch((error: unknown) => {
    throw new UserError(
      `${folder} has no readable tokenizer.json, so its tokens are not known. Save one there with ` +
        'AutoTokenizer.from_pretrained(…).save_pretrained(folder).',
      { cause: error },
    );
  });
  const parsed = v.safeParse(tokenizerJson, parseJson(path, text.toString('utf8')));
  if (!parsed.success) {
    const [issue] = parsed.issues;
    throw new UserError(
      `${path} is not a tokenizer: ${v.getDotPath(issue) ?? 'its top'}: ${issue.message}. Save it again.`,
    );
  }
  try {
    return new FileTokens(parsed.output, await readTokenizerConfig(folder));
  } catch (error) {
    if (error instanceof UserError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(`${path} is a tokenizer of a kind that cannot be read: ${reason}.`, { cause: error });
  }
}

/** `tokenizer_config.json` may be missing: most of what it says stands in `tokenizer.json` too. */
async function readTokenizerConfig(folder: string): Promise<object> {
  const path = join(folder, 'tokenizer_config.json');
  const text = await readSmallFile(path).catch(() => '{}');
  const json = parseJson(path, text.toString());
  return typeof json === 'object' && json !== null ? json : {};
}

/** Whether a step, or a step inside of it, is of the type `ByteLevel`. */
function speaksOfBytes(step: unknown): boolean {
  if (Array.isArray(step)) return step.some(speaksOfBytes);
  if (typeof step !== 'object' || step === null) return false;
  return Object.entries(step).some(([key, value]) =>
    key === 'type' ? value === 'ByteLevel' : typeof value === 'object' && speaksOfBytes(value),
  );
}

/** Maxima of parts: a vocabulary has more entries than a call takes arguments. */
function chunkedMaxima(numbers: readonly number[]): readonly number[] {
  const maxima: number[] = [];
  for (let start = 0; start < numbers.length; start += 10_000) {
    maxima.push(Math.max(...numbers.slice(start, start + 10_000)));
  }
  return maxima;
}
