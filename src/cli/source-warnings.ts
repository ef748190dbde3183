import type { OpenSource } from '../library/node/sources.js';
import { describeFewerBars } from '../scanner/scan-document.js';
import { realPricesStep } from './format/real-prices.js';
import { notesOnStderr } from './notes.js';
import type { Settings } from './settings.js';

/** For verbs whose result has no field for it: what users must know about the source, on stderr. */
export function notifySourceWarnings(
  { feed, fewerBars }: Pick<OpenSource, 'feed' | 'fewerBars'>,
  settings: Settings,
): void {
  const step = realPricesStep(feed.source);
  const ofBars = fewerBars === undefined ? [] : [describeFewerBars(fewerBars)];
  [...(step === null ? [] : [step]), ...(feed.warnings?.() ?? []), ...ofBars].forEach(
    notesOnStderr(settings),
  );
}
