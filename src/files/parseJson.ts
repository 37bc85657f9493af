/**
 * Reads JSON that people may have edited.
 */
import { UserError } from './userError';

/**
 * The value of a JSON text; a byte order mark before it, as some editors save it, is skipped.
 *
 * @throws UserError naming the file and what is wrong in it.
 */
export function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new UserError(
      `${path} is not valid JSON: ${error instanceof Error ? error.message : 'unreadable'}.`,
    );
  }
}
