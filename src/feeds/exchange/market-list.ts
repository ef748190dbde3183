import { DAY_MS } from '../../market/timeframe.js';
import type { ExchangeSession } from './exchange-session.js';
import type { CcxtMarket } from './ccxt-shapes.js';
import type { ExchangeMarket } from './markets/exchange-market.js';
import { readMarket } from './markets/read-market.js';
import type { TickerBoard } from './ticker-board.js';
import type { MarketCache, MarketListKey } from './state/market-cache.js';

/** How long a list of markets is good for. */
const MAX_AGE_MS = DAY_MS;

/** The markets of an exchange: from disk where they are fresh, else asked for and kept. */
export class MarketList {
  #markets: ReadonlyMap<string, ExchangeMarket> | null = null;
  #takenAtMs = -Infinity;
  #isDoubted = false;
  /** Doubts of a scan that still runs: it goes on with the list it began with. */
  #isContradicted = false;
  /** How the tickers differed from the list when it was new; null = not seen yet. */
  #usualGap: string | null = null;

  constructor(
    private readonly session: ExchangeSession,
    private readonly cache: MarketCache,
    private readonly ccxtVersion: string,
    private readonly warn: (message: string) => void,
  ) {}

  /** By symbol. @throws {ExchangeFailure} when nobody has told them, and a list in doubt when it cannot be renewed is kept. */
  async get(signal?: AbortSignal): Promise<ReadonlyMap<string, ExchangeMarket>> {
    const { clock } = this.session.options;
    const isFresh = clock.nowMs() - this.#takenAtMs < MAX_AGE_MS;
    if (this.#markets !== null && isFresh && !this.#isDoubted) return this.#markets;
    const isFirst = this.#markets === null && !this.#isDoubted;
    const kept = isFirst ? await this.cache.read(this.#key) : null;
    if (kept !== null) {
      this.session.client.setMarkets(kept.markets as never);
      return this.#take(kept.markets);
    }
    const markets = (await this.session.retried(signal, () =>
      this.session.client.loadMarkets({ reload: true, ...(signal ? { signal } : {}) }),
    )) as unknown as Readonly<Record<string, CcxtMarket>>;
    await this.#keep(markets);
    this.#usualGap = null;
    return this.#take(markets);
  }

  /** By symbol, in the list as it was last given. */
  find(symbol: string): ExchangeMarket | undefined {
    return this.#markets?.get(symbol);
  }

  /** The exchange has contradicted the list: it is asked for anew once the scan is over. */
  doubt(): void {
    this.#isContradicted = true;
  }

  /** The scan needs the list no more. */
  release(): void {
    this.#isDoubted ||= this.#isContradicted;
    this.#isContradicted = false;
  }

  /**
   * Tickers without a market, and markets that trade without a ticker: some exchanges always have some. When they become
   * others than they were, markets have been listed, suspended or delisted, and the list is in doubt.
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

  #take(markets: Readonly<Record<string, CcxtMarket>>): ReadonlyMap<string, ExchangeMarket> {
    const read = Object.values(markets).flatMap((market) => readMarket(market) ?? []);
    this.#markets = new Map(read.map((market) => [market.symbol, market]));
    this.#takenAtMs = this.session.options.clock.nowMs();
    this.#isDoubted = false;
    return this.#markets;
  }

  /** A list that cannot be kept costs the next process one request; it does not stop this one. */
  async #keep(markets: Readonly<Record<string, CcxtMarket>>): Promise<void> {
    try {
      await this.cache.write(this.#key, markets);
    } catch (error) {
      this.warn(`The list of markets cannot be kept: ${(error as Error).message}`);
    }
  }

  get #key(): MarketListKey {
    const { type } = this.session.options;
    return { exchange: this.session.stateName, type, ccxtVersion: this.ccxtVersion };
  }
}
