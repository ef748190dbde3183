import type { CandleSeries } from '../market/candle-series.js';
import type { MarketInfo } from '../market/market.js';
import { EXIT, SquallError } from '../util/squall-error.js';
import type { AcquireRequest } from './acquire.js';
import { acquireBatch } from './acquire.js';
import { referenceSymbol } from './universe.js';

/**
 * The BTC series that markets are compared with, taken before all else; also when BTC itself is not scanned.
 * @returns the usable series by symbol, and a warning for each that is missing.
 * @throws {SquallError} REF_MISSING, exit 65: one is missing although all are required.
 */
export async function acquireReferences(
  universe: readonly MarketInfo[],
  settings: AcquireRequest,
  areRequired: boolean,
): Promise<{ series: Map<string, CandleSeries>; warnings: string[] }> {
  const symbols = [...new Set(universe.map(referenceSymbol))].sort();
  const listed = new Map(
    (await settings.feed.markets(settings.signal)).map((market) => [market.symbol, market]),
  );
  const present = symbols.flatMap((symbol) => listed.get(symbol) ?? []);
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
    throw new SquallError('REF_MISSING', [...problems.values()].join('; '), EXIT.data);
  }
  const warnings = [...problems].map(
    ([, problem]) => `REF_MISSING: ${problem.replace(/\.$/, '')}, so btcCorrelation is null for its markets`,
  );
  return { series, warnings };
}
