/**
 * What to say where a model does not know all characters of a text: it reads the text without them.
 */
import type { QuestionFile } from '../data/questions';
import type { Tokens } from '../data/tokens/tokens';

/** A sentence about one text; undefined where all characters are known. */
export function unknownInText(text: string, vocabulary: Tokens): string | undefined {
  const unknown = vocabulary.unknown(text);
  if (unknown.length === 0) return undefined;
  return `The model does not know these characters: ${unknown.join(' ')}. They are left out.`;
}

/** A sentence about a file; undefined where all characters of its questions are known. */
export function unknownInFile(
  { reference, questions }: QuestionFile,
  vocabulary: Tokens,
): string | undefined {
  const lines = questions.filter(({ question }) => vocabulary.unknown(question).length > 0);
  const [first] = lines;
  if (!first) return undefined;
  const others = lines.length > 1 ? ` and ${lines.length - 1} more lines have` : ' has';
  const characters = vocabulary.unknown(lines.map(({ question }) => question).join('')).join(' ');
  return `${reference.path}, line ${first.line}${others} characters the model does not know (${characters}): left out.`;
}
