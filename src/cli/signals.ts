import { EXIT } from '../util/error-codes.js';

/**
 * From now on SIGHUP, SIGINT and SIGTERM abort the returned signal, so that running work can finish; a second
 * one ends the process at once. A drained process exits with 0 after SIGTERM, with 130 after SIGINT and with
 * 129 when its terminal was closed.
 */
export function drainOnSignals(): AbortSignal {
  const ending = new AbortController();
  const end = (exitCode: number, atOnce: number) => (): void => {
    if (ending.signal.aborted) process.exit(atOnce);
    process.exitCode = exitCode;
    ending.abort();
  };
  for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM']) process.removeAllListeners(signal);
  process.on('SIGINT', end(EXIT.interrupted, EXIT.interrupted));
  process.on('SIGHUP', end(EXIT.hungUp, EXIT.hungUp));
  process.on('SIGTERM', end(EXIT.ok, EXIT.terminated));
  return ending.signal;
}
