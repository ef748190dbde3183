import type { MarketFeed } from '../../src/market/feed.js';

/** One feed for a session, whose answers are those of whichever feed stands behind it at the moment. */
export class CurrentFeed implements MarketFeed {
  constructor(public current: MarketFeed) {}

  get source(): MarketFeed['source'] {
    return this.current.source;
  }

  get isMetered(): boolean {
    return this.current.isMetered;
  }

  markets(...args: Parameters<MarketFeed['markets']>) {
    return this.current.markets(...args);
  }

  lastCloseTimeMs(...args: Parameters<MarketFeed['lastCloseTimeMs']>) {
    return this.current.lastCloseTimeMs(...args);
  }

  tickers(...args: Parameters<MarketFeed['tickers']>) {
    return this.current.tickers(...args);
  }

  bars(...args: Parameters<MarketFeed['bars']>) {
    return this.current.bars(...args);
  }

  details(...args: Parameters<MarketFeed['details']>) {
    return this.current.details(...args);
  }

  warnings(): readonly string[] {
    return this.current.warnings?.() ?? [];
  }
}
