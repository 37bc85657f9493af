/**
 * Which tokens the text is drawn from by which heads are followed: those of the text that is learned. A vocabulary has
 * more (all of printable ASCII), and of a token that never stood in its text a model knows nothing: no head could match it.
 *
 * They are the same at every look at a run: `probe.json` of its folder holds them. It is foreign; one that does not fit
 * is as good as none.
 */
import type { TrainedTokens } from '../../data/tokens/tokens';
import { MASK_TOKEN } from '../../data/vocabulary';
import { count, fields, list } from '../../files/foreign';
import { readKnownJson } from '../../files/knownJson';
import { sizeOfRegularFile } from '../../files/regularFile';
import { writeAtomically } from '../../files/writeAtomically';
import type { RunFolder } from '../../runs/runFolder';

/** Bytes; some ten a token. */
const MOST_BYTES = 2 ** 22;

/** Fewer make no random text. */
const LEAST_TOKENS = 2;

const content = fields({ tokens: list(count) });

/** The tokens of a run, of a vocabulary of this size; undefined for a run that draws from all. */
export async function readProbedTokens(
  folder: RunFolder,
  vocabularySize: number,
): Promise<readonly number[] | undefined> {
  const found = await readKnownJson(folder.probe, content, MOST_BYTES);
  const known = found?.tokens.filter((token) => token > MASK_TOKEN && token < vocabularySize) ?? [];
  return known.length >= LEAST_TOKENS ? known : undefined;
}

/** UTF-16 units that are encoded at once: a text may be a large file in one line. */
const AT_ONCE = 1_000_000;

/**
 * The same for a training that begins or goes on: written down when it begins. One that has drawn from all tokens
 * before goes on so.
 *
 * @param texts What is learned, or enough of it to know its tokens
 */
export async function chooseProbedTokens(
  folder: RunFolder,
  vocabulary: TrainedTokens,
  texts: Iterable<string>,
): Promise<readonly number[] | undefined> {
  const known = await readProbedTokens(folder, vocabulary.size);
  if (known || (await sizeOfRegularFile(folder.heads)) > 0) return known;
  const seen = new Set<number>();
  for (const text of texts) {
    for (let start = 0; start < text.length; start += AT_ONCE)
      for (const token of vocabulary.encode(text.slice(start, start + AT_ONCE))) seen.add(token);
  }
  const tokens = [...seen].filter((token) => token > MASK_TOKEN).sort((one, other) => one - other);
  if (tokens.length < LEAST_TOKENS) return undefined;
  await writeAtomically(folder.probe, [`${JSON.stringify({ tokens })}\n`]);
  return tokens;
}
