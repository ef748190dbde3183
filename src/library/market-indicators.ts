import type { ParameterValues } from '../indicators/catalogue.js';
import { CATALOGUE, findIndicator } from '../indicators/catalogue.js';
import { resolveParameters } from '../indicators/parameters.js';
import type { CandleSeries } from '../market/candle-series.js';
import type { MarketFeed } from '../market/feed.js';
import type { AcquiredMarket } from '../scanner/acquire.js';
import type { AcquireRequest } from '../scanner/acquire.js';
import { cleanMarket, fetchBatch } from '../scanner/acquire.js';
import { findExchangeOutages } from '../scanner/exchange-outages.js';
import { benchmarkSymbol, resolveSymbol } from '../scanner/universe.js';
import { SquallError } from '../util/squall-error.js';
import { computeSeries } from './compute-series.js';
import type { EngineOptions } from './engines.js';
import { engineFor } from './engines.js';

/** The bars of one market, and of its BTC benchmark. */
export interface MarketSeries {
  /** The source's candles, cleaned; `series` is null without a usable bar. */
  readonly own: AcquiredMarket;
  /** null if it is BTC itself, or no usable BTC of the same quote exists. */
  readonly benchmark: CandleSeries | null;
}

export interface MarketSeriesOptions {
  readonly timeframeMs: number;
  /** Exactly the bars closed by then are visible, UTC ms. */
  readonly asOfMs: number;
  /** Closed bars before it. @default every bar of the feed */
  readonly bars?: number;
}

/** Requests one market from a feed. @throws {SquallError} UNKNOWN_SYMBOL; whatever the feed throws. */
export async function readMarket(
  feed: MarketFeed,
  symbol: string,
  { timeframeMs, asOfMs, bars = Number.MAX_SAFE_INTEGER }: MarketSeriesOptions,
): Promise<MarketSeries> {
  const markets = await feed.markets();
  const bySymbol = new Map(markets.map((market) => [market.symbol, market]));
  const resolved = resolveSymbol(symbol, markets);
  const market = bySymbol.get(resolved);
  if (market === undefined) throw new Error(`${symbol} was resolved to a market that is not listed`);
  const btc = bySymbol.get(benchmarkSymbol(market));
  const request: AcquireRequest = {
    feed,
    timeframeMs,
    asOfMs,
    barCount: bars,
    signal: undefined,
    // No indicator reads them.
    tickersOf: async () => new Map(),
  };
  const fetched = await fetchBatch(request, btc === undefined || btc === market ? [market] : [market, btc]);
  const outages =
    feed.outages?.(timeframeMs) ??
    (await findExchangeOutages(fetched.slice(1), async () => fetched.slice(0, 1), request));
  const [own, benchmark] = fetched.map((each) => cleanMarket(each, request, outages));
  return { own, benchmark: benchmark?.series ?? null };
}

/** Rows of the catalogue with their parameters, and which of their outputs to return. */
export interface IndicatorChoice {
  readonly rows: readonly { readonly id: string; readonly params?: ParameterValues }[];
  readonly outputs: readonly string[];
}

const WHOLE_CATALOGUE: IndicatorChoice = {
  rows: CATALOGUE.map(({ id }) => ({ id })),
  outputs: CATALOGUE.flatMap(({ outputs }) => outputs.map(({ name }) => name)),
};

export interface MarketIndicatorOptions extends EngineOptions {
  /** @default every row of the catalogue with its own parameters, and all of its outputs */
  readonly choice?: IndicatorChoice;
}

/**
 * Outputs of the catalogue over a market's bars, by name; NaN where not defined.
 * @throws {SquallError} USAGE: an invalid parameter. KERNEL_CANARY.
 */
export async function marketIndicators(
  series: CandleSeries,
  benchmark: CandleSeries | null,
  { choice = WHOLE_CATALOGUE, ...options }: MarketIndicatorOptions = {},
): Promise<Record<string, Float64Array>> {
  const { rows, outputs } = choice;
  for (const { id, params } of rows) checkParameters(id, params);
  const computed = computeSeries(await engineFor(options), series, rows, benchmark);
  if (series.hasVolume === false) {
    for (const name of VOLUME_OUTPUTS) computed[name]?.fill(NaN);
  }
  return Object.fromEntries(outputs.map((name) => [name, computed[name]]));
}

function checkParameters(id: string, params: ParameterValues | undefined): void {
  try {
    resolveParameters(findIndicator(id), params);
  } catch (error) {
    throw new SquallError('USAGE', (error as Error).message);
  }
}

/** Outputs that are not defined for candles without volume. */
export const VOLUME_OUTPUTS: readonly string[] = CATALOGUE.filter(({ inputs }) =>
  inputs.includes('volume'),
).flatMap(({ outputs }) => outputs.map(({ name }) => name));
