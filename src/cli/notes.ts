import type { JsonLog } from '../monitor/outlets/json-log.js';
import { createJsonLog } from '../monitor/outlets/json-log.js';
import { systemClock } from '../platform/system-clock.js';
import { CLEAR_LINE, writeStderr } from './output.js';
import type { Settings } from './settings.js';

/** Shows a note that is not part of the result. */
export type Notify = (note: string) => void;

/** One line on stderr per note; nothing with `--quiet`. */
export function notesOnStderr({ quiet, logJson }: Pick<Settings, 'quiet' | 'logJson'>): Notify {
  if (logJson) {
    const log = stderrLog();
    return (message) => log.log('info', 'note', { message });
  }
  return (note) => {
    if (quiet) return;
    // The progress line is cleared, and drawn again afterwards.
    if (process.stderr.isTTY) process.stderr.write(CLEAR_LINE);
    writeStderr(note);
  };
}

/** The log of `--log-json`. */
export function stderrLog(): JsonLog {
  return createJsonLog({ write: (line) => process.stderr.write(line), clock: systemClock });
}
