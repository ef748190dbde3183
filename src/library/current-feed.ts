import type { MarketFeed } from '../market/feed.js';
import { NO_OUTAGES } from '../market/feed.js';

/** One feed for a session, whose answers are those of whichever feed stands behind it at the moment. */
export class CurrentFeed implements MarketFeed {
  /** null = none yet: nothing can be asked. */
  current: MarketFeed | null = null;

  get source(): MarketFeed['source'] {
    return this.#told.source;
  }

  get isMetered(): boolean {
    return this.#told.isMetered;
  }

  get isRecorded(): boolean {
    return this.#told.isRecorded ?? false;
  }

  markets(...args: Parameters<MarketFeed['markets']>) {
    return this.#told.markets(...args);
  }

  lastCloseTimeMs(...args: Parameters<MarketFeed['lastCloseTimeMs']>) {
    return this.#told.lastCloseTimeMs(...args);
  }

  tickers(...args: Parameters<MarketFeed['tickers']>) {
    return this.#told.tickers(...args);
  }

  bars(...args: Parameters<MarketFeed['bars']>) {
    return this.#told.bars(...args);
  }

  details(...args: Parameters<MarketFeed['details']>) {
    return this.#told.details(...args);
  }

  outages(timeframeMs: number): ReadonlySet<number> {
    return this.#told.outages?.(timeframeMs) ?? NO_OUTAGES;
  }

  warnings(): readonly string[] {
    return this.#told.warnings?.() ?? [];
  }

  get #told(): MarketFeed {
    if (this.current === null) throw new Error('Expected a feed to be chosen before it is asked.');
    return this.current;
  }
}
