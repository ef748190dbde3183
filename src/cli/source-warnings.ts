import type { OpenSource } from '../library/node/sources.js';
import { describeFewerBars } from '../scanner/scan-document.js';
import { notesOnStderr } from './notes.js';
import type { Settings } from './settings.js';

/** For verbs whose result has no place for it: what must be known of the source, on stderr. */
export function notifySourceWarnings(
  { feed, fewerBars }: Pick<OpenSource, 'feed' | 'fewerBars'>,
  settings: Settings,
): void {
  const ofBars = fewerBars === undefined ? [] : [describeFewerBars(fewerBars)];
  [...(feed.warnings?.() ?? []), ...ofBars].forEach(notesOnStderr(settings));
}
