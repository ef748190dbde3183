import type { MarketFeed } from '../market/feed.js';

/** One feed for a session, backed by whichever feed is current. */
export class CurrentFeed implements MarketFeed {
  /** null = none yet: requests fail. */
  current: MarketFeed | null = null;

  get source(): MarketFeed['source'] {
    return this.#reported.source;
  }

  get isMetered(): boolean {
    return this.#reported.isMetered;
  }

  get isRecorded(): boolean {
    return this.#reported.isRecorded ?? false;
  }

  markets(...args: Parameters<MarketFeed['markets']>) {
    return this.#reported.markets(...args);
  }

  lastCloseTimeMs(...args: Parameters<MarketFeed['lastCloseTimeMs']>) {
    return this.#reported.lastCloseTimeMs(...args);
  }

  tickers(...args: Parameters<MarketFeed['tickers']>) {
    return this.#reported.tickers(...args);
  }

  bars(...args: Parameters<MarketFeed['bars']>) {
    return this.#reported.bars(...args);
  }

  details(...args: Parameters<MarketFeed['details']>) {
    return this.#reported.details(...args);
  }

  outages(timeframeMs: number): ReadonlySet<number> | undefined {
    return this.#reported.outages?.(timeframeMs);
  }

  warnings(): readonly string[] {
    return this.#reported.warnings?.() ?? [];
  }

  get #reported(): MarketFeed {
    if (this.current === null) throw new Error('Expected a feed to be chosen before it is used.');
    return this.current;
  }
}
