/**
 * The one class of error that is meant for people.
 *
 * Its message is a clear sentence: what is wrong, where (file and line), and what to do. Commands
 * print it without a stack. Every other error is a bug and keeps its stack.
 */
export class UserError extends Error {
  override readonly name = 'UserError';
}
