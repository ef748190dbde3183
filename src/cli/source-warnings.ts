import type { MarketFeed } from '../market/feed.js';
import type { Settings } from './settings.js';

/** For verbs whose result has no place for it: what must be known of the source, on stderr. */
export function tellSourceWarnings(feed: Pick<MarketFeed, 'warnings'>, { quiet }: Settings): void {
  if (quiet) return;
  for (const warning of feed.warnings?.() ?? []) process.stderr.write(`squall: ${warning}\n`);
}
