import { SquallError } from '../../util/squall-error.js';
import { codeOf } from './recording-fs.js';

const SENTENCES: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file would be larger than this system allows',
  EIO: 'the disk reports an error',
  EROFS: 'the disk is read-only',
  EACCES: 'there is no permission to write there',
  EPERM: 'there is no permission to write there',
  ENOENT: 'the folder does not exist',
  ENOTDIR: 'part of the path is not a folder',
  EISDIR: 'that is a folder',
};

function because(error: unknown): string {
  return SENTENCES[codeOf(error) ?? ''] ?? (error as Error).message;
}

/** A scan could not be stored, exit 74. Earlier ones are unaffected; the next may be tried. */
export function writeFailed(path: string, error: unknown): SquallError {
  const message = `Cannot record to ${path}: ${because(error)}. Earlier scans are kept.`;
  return new SquallError('REC_WRITE', message, { cause: error });
}

/** Nothing can be recorded there at all, exit 73. */
export function cannotCreate(path: string, error: unknown): SquallError {
  return new SquallError('CANNOT_CREATE', `Cannot record to ${path}: ${because(error)}.`, { cause: error });
}
