/**
 * The operating system's reasons, in words: why a file cannot be read or written, and what to do.
 */
import { UserError } from './userError';

/** Puts the reason why a file cannot be read into words; an error that is none of the system's stays. */
export function explainReadError(path: string, error: unknown): unknown {
  const reason = reasonOf(error, READ_ERRORS);
  return reason === undefined
    ? error
    : new UserError(`Cannot read ${shortened(path)}: ${reason}.`, { cause: error });
}

/** Puts the reason why a file cannot be written into words; an error that is none of the system's stays. */
export function explainWriteError(path: string, error: unknown): unknown {
  const reason = reasonOf(error, WRITE_ERRORS);
  return reason === undefined
    ? error
    : new UserError(`Cannot write ${shortened(path)}: ${reason}.`, { cause: error });
}

/** A sentence has room for so many characters of a path; of a longer one its end tells most. */
const LONGEST_PATH = 300;

function shortened(path: string): string {
  return path.length > LONGEST_PATH ? `…${path.slice(-LONGEST_PATH)}` : path;
}

function reasonOf(error: unknown, known: Readonly<Record<string, string>>): string | undefined {
  if (!isSystemError(error)) return undefined;
  const { code } = error;
  return Object.hasOwn(known, code) ? known[code] : systemWords(error);
}

interface SystemError extends Error {
  readonly code: string;
}

/** Whether an error is the operating system's, such as ENOENT, or one of Node's about files. */
function isSystemError(error: unknown): error is SystemError {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return false;
  return 'syscall' in error || Object.hasOwn(READ_ERRORS, error.code);
}

/** Of `ENAMETOOLONG: name too long, open '/a/…'`: name too long. */
function systemWords({ message, code }: SystemError): string {
  return /^\w+: ([^,]+)/.exec(message)?.[1] ?? code;
}

const BOTH: Readonly<Record<string, string>> = {
  ENAMETOOLONG: 'the name is too long. Choose a shorter one',
  ELOOP: 'links in its path lead in a circle. Correct them, or name another path',
  EMFILE: 'too many files are open. Close some programs and try again',
  EIO: 'the disk reports an error. Check it',
  ERR_INVALID_ARG_VALUE: 'the name holds a character that no file’s name can have',
};

const READ_ERRORS: Readonly<Record<string, string>> = {
  ...BOTH,
  ENOENT: 'there is no such file',
  ENOTDIR: 'a part of its path is a file, not a folder',
  EISDIR: 'it is a folder, not a file',
  EACCES: 'permission denied',
  ENXIO: 'it is not a regular file',
};

const WRITE_ERRORS: Readonly<Record<string, string>> = {
  ...BOTH,
  ENOSPC: 'the disk is full. Free some space and resume the run',
  EDQUOT: 'your disk quota is used up. Free some space and resume the run',
  EACCES: 'permission denied. Choose another folder or change its permissions',
  EPERM: 'operation not permitted. Choose another folder or change its permissions',
  EROFS: 'the file system is read-only. Choose another folder',
  ENOTDIR: 'a part of its path is a file, not a folder. Choose another folder',
  ENOENT: 'its folder does not exist. Make it, or choose another',
  EISDIR: 'there is a folder of this name. Choose another name',
  EEXIST: 'there is something else of this name. Choose another name',
};
