import { whileSuspended } from './suspension.js';

/** Where keys come from; tests pass their own. */
export interface KeySource {
  readonly isTTY?: boolean | undefined;
  setRawMode?(isRaw: boolean): unknown;
  setEncoding(encoding: 'utf8'): unknown;
  on(event: 'data', listener: (text: string) => void): unknown;
  off(event: 'data', listener: (text: string) => void): unknown;
  resume(): unknown;
  pause(): unknown;
}

const ESCAPE = '\u001b';
/** One key each: an escape sequence or a character. */
const KEYS = new RegExp(`${ESCAPE}(?:[[O][0-9;]*[A-Za-z~])?|[^]`, 'gu');

/**
 * Listens to single keys of a terminal, without echo.
 * @returns a function that stops listening and restores the terminal; does nothing without a terminal.
 */
export function listenToKeys(source: KeySource, onKey: (key: string) => void): () => void {
  if (source.isTTY !== true || source.setRawMode === undefined) return () => undefined;
  const listener = (text: string): void => {
    for (const [key] of text.matchAll(KEYS)) onKey(key);
  };
  const listen = (): void => {
    source.setRawMode?.(true);
    source.on('data', listener);
    source.resume();
  };
  const stop = (): void => {
    source.off('data', listener);
    source.setRawMode?.(false);
    source.pause();
  };
  source.setEncoding('utf8');
  listen();
  const forget = whileSuspended({ leave: stop, comeBack: listen });
  return () => {
    forget();
    stop();
  };
}
