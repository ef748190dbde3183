import type { CandleSeries } from '../market/candle-series.js';
import type { MarketInfo } from '../market/market.js';
import { SquallError } from '../util/squall-error.js';
import { outageWarning } from '../market/outages.js';
import type { AcquireRequest, FetchedMarket } from './acquire.js';
import { cleanMarket, fetchBatch } from './acquire.js';
import { findExchangeOutages } from './exchange-outages.js';
import { benchmarkSymbol } from './universe.js';

export interface Benchmarks {
  /** The usable ones, by symbol. */
  readonly series: ReadonlyMap<string, CandleSeries>;
  /** Open times of bars in which the whole source was away. */
  readonly outages: ReadonlySet<number>;
  /** One sentence per missing benchmark, and one about outages that the source does not report itself. */
  readonly warnings: readonly string[];
}

/**
 * The BTC series used as benchmarks, fetched before everything else; even if BTC itself is not scanned.
 * @param listed  every market of the source, scanned or not.
 * @param witnesses  the first markets of the scan, requested if BTC alone does not show whether the source
 * was away.
 * @throws {SquallError} REF_MISSING, exit 65: one is missing although all are required.
 */
export async function acquireBenchmarks(
  universe: readonly MarketInfo[],
  listed: readonly MarketInfo[],
  settings: AcquireRequest,
  areRequired: boolean,
  witnesses: () => Promise<readonly FetchedMarket[]>,
): Promise<Benchmarks> {
  const symbols = [...new Set(universe.map(benchmarkSymbol))].sort();
  const bySymbol = new Map(listed.map((market) => [market.symbol, market]));
  const present = symbols.flatMap((symbol) => bySymbol.get(symbol) ?? []);
  const fetched = await fetchBatch(settings, present);
  const known = settings.feed.outages?.(settings.timeframeMs);
  const outages = known ?? (await findExchangeOutages(fetched, witnesses, settings));
  const acquired = fetched.map((market) => cleanMarket(market, settings, outages));
  const series = new Map<string, CandleSeries>();
  const problems = new Map(symbols.map((symbol) => [symbol, `there is no ${symbol} in this source`]));
  for (const { market, series: candles, issues, error } of acquired) {
    const problem = error?.message ?? issues[0]?.message ?? (candles === null ? 'no candles' : null);
    if (candles !== null && problem === null) {
      series.set(market.symbol, candles);
      problems.delete(market.symbol);
    } else {
      problems.set(market.symbol, `${market.symbol}: ${problem}`);
    }
  }
  if (problems.size > 0 && areRequired) {
    throw new SquallError('REF_MISSING', [...problems.values()].join('; '));
  }
  const warnings = [...problems].map(
    ([, problem]) => `REF_MISSING: ${problem.replace(/\.$/, '')}, so btcCorrelation is null for its markets`,
  );
  return {
    series,
    outages,
    warnings: [...warnings, ...(known === undefined ? outageWarning(outages, settings.timeframeMs) : [])],
  };
}
