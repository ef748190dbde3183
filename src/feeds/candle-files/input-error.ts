import { SquallError } from '../../util/squall-error.js';
import { fileReason } from '../../util/file-error.js';
import { displaySymbol } from '../../market/symbol.js';

const QUOTED_LENGTH = 60;
/** It is the whole input that is unusable, not one market of it. */
const WHOLE_INPUT = { scope: 'process' } as const;

/** Text from a file for an error message: in quotes, at most 60 characters, nothing a terminal would obey. */
export function quoted(text: string): string {
  return text.trim() === '' ? '""' : `"${displaySymbol(text, QUOTED_LENGTH)}"`;
}

/** The file was read, but what is in it cannot be candles. */
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

/** The file is not there or cannot be read. */
export function missingInput(message: string): SquallError {
  return new SquallError('NO_INPUT', message);
}

/** Why a path cannot be read, where the error is one of the file system; otherwise the error itself. */
export function unreadable(error: unknown, name: string): unknown {
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (syscall === undefined) return error;
  const reason =
    code === 'ENOENT'
      ? 'does not exist'
      : code === 'EACCES' || code === 'EPERM'
        ? 'must not be read by this user'
        : `cannot be read: ${fileReason(error)}`;
  return missingInput(`${name} ${reason}.`);
}
