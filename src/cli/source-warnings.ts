import type { MarketFeed } from '../market/feed.js';
import { realPricesStep } from './format/real-prices.js';
import { notesOnStderr } from './notes.js';
import type { Settings } from './settings.js';

/** For verbs whose result has no place for it: what must be known of the source, on stderr. */
export function notifySourceWarnings(
  feed: Pick<MarketFeed, 'source' | 'warnings'>,
  settings: Settings,
): void {
  const step = realPricesStep(feed.source);
  [...(step === null ? [] : [step]), ...(feed.warnings?.() ?? [])].forEach(notesOnStderr(settings));
}
