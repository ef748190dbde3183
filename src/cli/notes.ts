import type { Settings } from './settings.js';

/** Lets whoever watches know something that is no part of the result. */
export type Notify = (note: string) => void;

const CLEAR_LINE = '\r\u001b[K';

/** A line on stderr each; nothing with `--quiet`. */
export function notesOnStderr({ quiet }: Pick<Settings, 'quiet'>): Notify {
  return (note) => {
    if (quiet) return;
    // The line that counts the markets gives way, and comes again.
    process.stderr.write(`${process.stderr.isTTY ? CLEAR_LINE : ''}squall: ${note}\n`);
  };
}
