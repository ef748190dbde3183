import type { FeedHistory } from '../library/read-history.js';
import { notesOnStderr } from './notes.js';
import type { Settings } from './settings.js';

/** Says on stderr which markets a history has to do without. */
export function notifyLeftOut(leftOut: FeedHistory['leftOut'], settings: Settings): void {
  if (leftOut.length === 0) return;
  const [{ symbol, reason }] = leftOut;
  const count = leftOut.length === 1 ? 'One market is' : `${leftOut.length} markets are`;
  notesOnStderr(settings)(`${count} left out (${symbol}: ${reason})`);
}
