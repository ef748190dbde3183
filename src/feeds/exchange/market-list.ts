import { DAY_MS } from '../../market/timeframe.js';
import type { ExchangeSession } from './exchange-session.js';
import type { CcxtMarket } from './ccxt-shapes.js';
import { ExchangeFailure } from './failure.js';
import type { ExchangeMarket } from './markets/exchange-market.js';
import { readMarket } from './markets/read-market.js';
import type { TickerBoard } from './ticker-board.js';
import type { MarketCache, MarketListKey } from './files/market-cache.js';

/** How long a market list is fresh. */
const MAX_AGE_MS = DAY_MS;
/**
 * How long a list is used after refreshing it failed, before it is requested again: a scan requests it once.
 */
const RENEW_AGAIN_MS = 60_000;

/**
 * The markets of an exchange: from disk if they are fresh, otherwise requested and kept. An old or doubtful
 * list that cannot be refreshed for now is still used, with a note.
 */
export class MarketList {
  #markets: ReadonlyMap<string, ExchangeMarket> | null = null;
  /** When the exchange sent the list: by our monotonic clock, and UTC. */
  #takenAtMs = -Infinity;
  #takenAtUtcMs = -Infinity;
  #isDoubted = false;
  /** Why refreshing the list failed, and when to retry; null = no problem. */
  #notRenewed: { readonly failure: ExchangeFailure; readonly untilMs: number } | null = null;
  /** The pending write of the newest list, awaited only at the end. */
  #keeping: Promise<void> = Promise.resolve();
  /** Doubts raised by a running scan: it continues with the list it started with. */
  #isContradicted = false;
  /** How the tickers differed from the list when it was new; null = not seen yet. */
  #usualGap: string | null = null;

  constructor(
    private readonly session: ExchangeSession,
    private readonly cache: MarketCache,
    private readonly ccxtVersion: string,
    private readonly warn: (message: string) => void,
  ) {}

  /**
   * By symbol.
   * @throws {ExchangeFailure} if there is no list yet and the exchange does not return one; the signal's
   * reason when aborted.
   */
  async get(signal?: AbortSignal): Promise<ReadonlyMap<string, ExchangeMarket>> {
    if (this.#markets === null) await this.#takeKept();
    if (this.#markets !== null && this.#isGoodEnough) return this.#markets;
    try {
      return await this.#renew(signal);
    } catch (error) {
      if (this.#markets === null || !(error instanceof ExchangeFailure) || error.retry === 'no') throw error;
      const untilMs = this.session.options.clock.nowMs() + RENEW_AGAIN_MS;
      this.#notRenewed = { failure: error, untilMs };
      return this.#markets;
    }
  }

  /** Why the current list is old or in doubt: refreshing it failed; null if it is neither. */
  get failure(): ExchangeFailure | null {
    return this.#notRenewed?.failure ?? null;
  }

  /** That the current list is old or in doubt, and why it is used anyway; null = it is neither. */
  get warning(): string | null {
    if (this.#notRenewed === null) return null;
    const takenAt = new Date(this.#takenAtUtcMs).toISOString().replace(/\.\d+Z$/, 'Z');
    return `Using the market list of ${takenAt}; refreshing it failed: ${this.#notRenewed.failure.message}`;
  }

  /** By symbol, in the last list returned. */
  find(symbol: string): ExchangeMarket | undefined {
    return this.#markets?.get(symbol);
  }

  /** The exchange has contradicted the list: it is requested again once the scan is over. */
  doubt(): void {
    this.#isContradicted = true;
  }

  /** The scan no longer needs the list. */
  release(): void {
    this.#isDoubted ||= this.#isContradicted;
    this.#isContradicted = false;
  }

  /**
   * Tickers without a market, and markets that trade without a ticker: some exchanges always have some. When
   * they change, markets have been listed, suspended or delisted, and the list is in doubt.
   */
  compare({ unlisted, tickers }: Pick<TickerBoard, 'unlisted' | 'tickers'>): void {
    const { type } = this.session.options;
    const silent = [...(this.#markets ?? new Map<string, ExchangeMarket>()).values()].filter(
      (market) => market.type === type && market.active !== false && !tickers.has(market.symbol),
    );
    const gap = [unlisted, ...silent.map(({ symbol }) => symbol)].join(' ');
    if (this.#usualGap !== null && gap !== this.#usualGap) this.doubt();
    this.#usualGap = gap;
  }

  /** Resolves when pending writes are done, or have failed. Never rejects. */
  settled(): Promise<void> {
    return this.#keeping;
  }

  get #isGoodEnough(): boolean {
    const nowMs = this.session.options.clock.nowMs();
    if (this.#notRenewed !== null && nowMs < this.#notRenewed.untilMs) return true;
    return nowMs - this.#takenAtMs < MAX_AGE_MS && !this.#isDoubted;
  }

  async #takeKept(): Promise<void> {
    const kept = await this.cache.read(this.#key);
    if (kept === null) return;
    this.session.client.setMarkets(kept.markets as never);
    this.#take(kept.markets, kept.savedAtMs);
  }

  async #renew(signal?: AbortSignal): Promise<ReadonlyMap<string, ExchangeMarket>> {
    const markets = (await this.session.retried(signal, () =>
      this.session.client.loadMarkets({ reload: true, ...(signal ? { signal } : {}) }),
    )) as unknown as Readonly<Record<string, CcxtMarket>>;
    this.#keeping = this.#keep(markets);
    this.#usualGap = null;
    return this.#take(markets, this.session.options.clock.wallMs());
  }

  #take(
    markets: Readonly<Record<string, CcxtMarket>>,
    toldAtMs: number,
  ): ReadonlyMap<string, ExchangeMarket> {
    const { clock } = this.session.options;
    const read = Object.values(markets).flatMap((market) => readMarket(market) ?? []);
    this.#markets = new Map(read.map((market) => [market.symbol, market]));
    this.#takenAtUtcMs = toldAtMs;
    this.#takenAtMs = clock.nowMs() - (clock.wallMs() - toldAtMs);
    this.#isDoubted = false;
    this.#notRenewed = null;
    return this.#markets;
  }

  /** A list that cannot be stored costs the next process one request; it does not stop this one. */
  async #keep(markets: Readonly<Record<string, CcxtMarket>>): Promise<void> {
    try {
      await this.cache.write(this.#key, markets);
    } catch (error) {
      this.warn(`The market list cannot be stored: ${(error as Error).message}`);
    }
  }

  get #key(): MarketListKey {
    const { type } = this.session.options;
    return { exchange: this.session.stateName, type, ccxtVersion: this.ccxtVersion };
  }
}
