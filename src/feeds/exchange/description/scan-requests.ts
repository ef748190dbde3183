import type { CandlePaging } from '../adapters/candle-paging.js';
import type { CallKind, ExchangeCosts, SampleRequest } from '../limits/costs/costs.js';
import type { CandleTraits, ExchangeDescription, ScanCall } from './exchange-description.js';

/** What a plan needs to know about an exchange. */
export interface PlannedExchange {
  readonly costs: ExchangeCosts;
  /** What each kind of call sends. */
  readonly requests: Readonly<Record<CallKind, readonly SampleRequest[]>>;
  /** Optional requests: not every scan sends them. */
  readonly perhaps: Readonly<Record<CallKind, readonly SampleRequest[]>>;
  readonly candles: Pick<CandleTraits, 'mostBars' | 'asksForOpenBar'> & { readonly paging: CandlePaging };
}

/** The requests of a scan, as recorded by the rehearsal, by purpose. */
export function plannedExchange(description: ExchangeDescription): PlannedExchange {
  const { costs, calls, candles, tickers, pagingOf } = description;
  const { mostBars, asksForOpenBar } = candles;
  const of = (...names: readonly ScanCall[]): SampleRequest[] =>
    names.flatMap((name) => calls[name].requests);
  return {
    costs,
    candles: { mostBars, asksForOpenBar, paging: pagingOf() },
    requests: {
      markets: of('markets'),
      time: of('time'),
      tickers: tickers.hasBidsAsks ? of('tickers') : of('tickers', 'bidsAsks'),
      candles: of('candles'),
      orderBook: of('orderBook'),
      openInterest: of('openInterest', 'interestHistory'),
    },
    perhaps: {
      markets: [],
      time: [],
      tickers: tickers.hasBidsAsks ? of('bidsAsks') : [],
      candles: [],
      orderBook: [],
      openInterest: [],
    },
  };
}
