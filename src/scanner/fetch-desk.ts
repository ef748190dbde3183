import type { MarketInfo } from '../market/market.js';
import type { AcquireRequest, FetchedMarket } from './acquire.js';
import { fetchBatch } from './acquire.js';

/** Markets besides BTC whose bars show whether an exchange was away. */
const WITNESSES = 50;

/**
 * Fetches markets in batches of any size. The first can be requested before their batch, as witnesses; each
 * is still requested only once, so that a replay reads exactly what was recorded.
 */
export class FetchDesk {
  readonly #request: AcquireRequest;
  readonly #witnesses: ReadonlySet<MarketInfo>;
  /** Answers of witnesses, pending or arrived, by symbol. */
  readonly #answers = new Map<string, Promise<FetchedMarket>>();

  /** @param markets  all that will be fetched, in order */
  constructor(request: AcquireRequest, markets: readonly MarketInfo[]) {
    this.#request = request;
    this.#witnesses = new Set(markets.slice(0, WITNESSES));
  }

  witnesses(): Promise<FetchedMarket[]> {
    return this.fetch([...this.#witnesses]);
  }

  async fetch(markets: readonly MarketInfo[]): Promise<FetchedMarket[]> {
    const fresh = markets.filter(({ symbol }) => !this.#answers.has(symbol));
    const fetched = fresh.length === 0 ? Promise.resolve([]) : fetchBatch(this.#request, fresh);
    fresh.forEach((market, index) => {
      if (this.#witnesses.has(market))
        this.#keep(
          market.symbol,
          fetched.then((all) => all[index]),
        );
    });
    const own = new Map((await fetched).map((each) => [each.market.symbol, each]));
    const all: FetchedMarket[] = [];
    for (const { symbol } of markets) {
      all.push(own.get(symbol) ?? (await (this.#answers.get(symbol) as Promise<FetchedMarket>)));
    }
    return all;
  }

  #keep(symbol: string, answer: Promise<FetchedMarket>): void {
    // The caller that fetches receives its failure.
    answer.catch(() => undefined);
    this.#answers.set(symbol, answer);
  }
}
