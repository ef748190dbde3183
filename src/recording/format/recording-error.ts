import { SquallError } from '../../util/squall-error.js';

/** A recording that cannot be read: exit 22. */
export function damaged(message: string): SquallError {
  return new SquallError('REC_CORRUPT', message);
}
