/**
 * Where an answer ends, and so when it is right: the one rule for the training curve, the evaluation and the
 * analyses of heads.
 *
 * An answer is what greedy decoding gives behind `question ⁇`, up to the first mask or padding that the model
 * predicts. It is cut off after {@link LONGEST_ANSWER} tokens, as in the study, or where the context ends. It
 * is right when it is exactly the true answer, cut off or not.
 */
import { MASK_TOKEN, PADDING_TOKEN } from '../data/vocabulary';

/** The study stops after so many characters. */
export const LONGEST_ANSWER = 32;

/** Whether a predicted token ends an answer. */
export function endsAnswer(token: number): boolean {
  return token === MASK_TOKEN || token === PADDING_TOKEN;
}

/**
 * How many tokens an answer has room for.
 *
 * @param question Tokens of the question, without its mask.
 * @param longestRow The longest row that the model reads.
 */
export function answerRoom(question: number, longestRow: number): number {
  return Math.max(0, Math.min(LONGEST_ANSWER, longestRow - question));
}

/**
 * Whether greedy decoding gives exactly `answer`, told by one pass over the question with that answer: it does
 * if and only if at each of its places the most probable token is the answer's own, and an end behind it.
 *
 * Decoding letter by letter instead takes as many passes as the longest answer has letters: 20 and more.
 *
 * @param answer Without its closing mask.
 * @param predicted The most probable token behind the question's mask and the first `place` of the answer.
 * @param room See {@link answerRoom}.
 * @param ends Whether a token ends an answer.
 */
export function decodesTo(
  answer: readonly number[],
  predicted: (place: number) => number | undefined,
  room: number,
  ends: (token: number) => boolean = endsAnswer,
): boolean {
  // Decoding would end at such a token, so it never gives this answer.
  if (answer.length > room || answer.some(ends)) return false;
  if (!answer.every((token, place) => predicted(place) === token)) return false;
  if (answer.length === room) return true;
  const end = predicted(answer.length);
  return end !== undefined && ends(end);
}
