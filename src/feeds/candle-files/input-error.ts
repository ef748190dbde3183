import { SquallError } from '../../util/squall-error.js';
import { fileReason } from '../../util/file-error.js';
import { displaySymbol } from '../../market/symbol.js';

const QUOTED_LENGTH = 60;
/** The whole input is unusable, not just one of its markets. */
const WHOLE_INPUT = { scope: 'process' } as const;

/** Text from a file for an error message: in quotes, at most 60 characters, no control characters. */
export function quoted(text: string): string {
  return text.trim() === '' ? '""' : `"${displaySymbol(text, QUOTED_LENGTH)}"`;
}

/** The file was read, but its contents cannot be candles. */
export function invalidFile(message: string): SquallError {
  return new SquallError('DATA_INVALID', message, WHOLE_INPUT);
}

/** The file holds candles, but of another timeframe. */
export function mismatchedFile(message: string): SquallError {
  return new SquallError('DATA_MISMATCH', message, WHOLE_INPUT);
}

export function emptyFile(message: string): SquallError {
  return new SquallError('DATA_EMPTY', message, WHOLE_INPUT);
}

/** The file does not exist or cannot be read. */
export function missingInput(message: string): SquallError {
  return new SquallError('NO_INPUT', message);
}

/** Why a path cannot be read, for a file system error; otherwise the error itself. */
export function unreadable(error: unknown, name: string): unknown {
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (syscall === undefined) return error;
  const reason =
    code === 'ENOENT'
      ? 'does not exist'
      : code === 'EACCES' || code === 'EPERM'
        ? 'is not readable by this user'
        : `cannot be read: ${fileReason(error)}`;
  return missingInput(`${name} ${reason}.`);
}
