import type { CandleSeries } from '../market/candle-series.js';
import type { MarketInfo } from '../market/market.js';
import { SquallError } from '../util/squall-error.js';
import type { AcquireRequest } from './acquire.js';
import { acquireBatch } from './acquire.js';
import { benchmarkSymbol } from './universe.js';

export interface Benchmarks {
  /** The usable ones, by symbol. */
  readonly series: ReadonlyMap<string, CandleSeries>;
  /** A sentence for each that is missing. */
  readonly warnings: readonly string[];
}

/**
 * The BTC series that markets are compared with, taken before all else; also when BTC itself is not scanned.
 * @param listed  every market of the source, scanned or not.
 * @throws {SquallError} REF_MISSING, exit 65: one is missing although all are required.
 */
export async function acquireBenchmarks(
  universe: readonly MarketInfo[],
  listed: readonly MarketInfo[],
  settings: AcquireRequest,
  areRequired: boolean,
): Promise<Benchmarks> {
  const symbols = [...new Set(universe.map(benchmarkSymbol))].sort();
  const bySymbol = new Map(listed.map((market) => [market.symbol, market]));
  const present = symbols.flatMap((symbol) => bySymbol.get(symbol) ?? []);
  const acquired = await acquireBatch(settings, present);
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
  return { series, warnings };
}
