import { EXIT } from '../util/error-codes.js';

/**
 * From now on SIGINT and SIGTERM abort the signal that is returned, so that work under way can end by itself; a second
 * one ends the process at once. A drained process ends with 0 after SIGTERM and with 130 after SIGINT.
 */
export function drainOnSignals(): AbortSignal {
  const ending = new AbortController();
  const end = (exitCode: number, atOnce: number) => (): void => {
    if (ending.signal.aborted) process.exit(atOnce);
    process.exitCode = exitCode;
    ending.abort();
  };
  process.removeAllListeners('SIGINT');
  process.removeAllListeners('SIGTERM');
  process.on('SIGINT', end(EXIT.interrupted, EXIT.interrupted));
  process.on('SIGTERM', end(EXIT.ok, EXIT.terminated));
  return ending.signal;
}
