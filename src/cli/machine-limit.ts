import { SquallError } from '../util/squall-error.js';

/** What the system reports when a resource is exhausted. */
const LIMITS: Readonly<Record<string, string>> = {
  EMFILE: 'this process may open too few files (ulimit -n)',
  ENFILE: 'the machine has too many open files',
  ENOMEM: 'out of memory (ulimit -v, a container)',
  EAGAIN: 'no more threads available (ulimit -u, a container)',
  ERR_WORKER_INIT_FAILED: 'no more threads available (ulimit -u, a container)',
  ERR_WORKER_OUT_OF_MEMORY: 'the memory of a thread is too small',
};
/** V8's errors have no codes. */
const NO_MEMORY = /could not allocate memory|allocation failed|out of memory/i;

/**
 * A machine that is too small for Squall (71), in the words of `scan` and `doctor`; null if that is not the
 * reason.
 */
export function machineLimitOf(error: unknown): SquallError | null {
  if (!(error instanceof Error)) return null;
  const { code = '' } = error as NodeJS.ErrnoException;
  const limit = LIMITS[code] ?? (NO_MEMORY.test(error.message) ? LIMITS.ENOMEM : undefined);
  if (limit === undefined) return null;
  return new SquallError('CANNOT_START', `This machine is too small: ${limit}; ${error.message}.`);
}
