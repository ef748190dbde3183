import type { CandleSeries } from '../market/candle-series.js';
import type { MarketInfo } from '../market/market.js';
import { NO_OUTAGES } from '../market/outages.js';

/** Clean bars of one market without holes: rows [firstBar, endBar) of the source's grid. */
export interface HistoryMarket {
  readonly market: MarketInfo;
  readonly firstBar: number;
  readonly endBar: number;
  /**
   * False where the source has no volumes: they are read as 0, and nothing that needs them is defined. @default true
   */
  readonly hasVolume?: false;
}

/** Where bars are written to. */
export interface BarColumns {
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
  readonly filled: Uint8Array;
}

/** A long history that is read in chunks, in order, so that it need not be in memory. */
export interface HistorySource {
  readonly timeframeMs: number;
  /** Open time of row 0. */
  readonly firstOpenTimeMs: number;
  readonly barCount: number;
  readonly markets: readonly HistoryMarket[];
  /** Open times of bars in which the whole source was away: filled, and no market's fault. @default none */
  readonly outages?: ReadonlySet<number>;
  /**
   * Called before the markets' bars [firstBar, endBar) are read. @param nextEndBar  [endBar, nextEndBar) will come after
   * them: they may be fetched meanwhile. @default endBar: what comes after them is unknown
   */
  prepare?(firstBar: number, endBar: number, nextEndBar?: number): Promise<void>;
  /** Writes bars [firstBar, endBar), all of which the market has, from index `at` on. */
  read(market: number, firstBar: number, endBar: number, into: BarColumns, at: number): void;
  /** Called when a pass has come to its end, or was left: what was fetched ahead is not needed. Others may follow. */
  release?(): Promise<void>;
}

/**
 * Series in memory as a source. They may begin and end at different times.
 * @param outages  open times of bars in which the whole source was away; default none
 * @throws {RangeError} no series, or another timeframe than the first.
 */
export function historyOfSeries(
  given: readonly { readonly market: MarketInfo; readonly series: CandleSeries }[],
  outages: ReadonlySet<number> = NO_OUTAGES,
): HistorySource {
  const filled = given.filter(({ series }) => series.openTimeMs.length > 0);
  if (filled.length === 0) throw new RangeError('Expected a series with bars, got none.');
  const { timeframeMs } = filled[0].series;
  const other = given.find(({ series }) => series.timeframeMs !== timeframeMs);
  if (other) {
    throw new RangeError(
      `Expected bars of ${timeframeMs} ms, got ${other.series.timeframeMs} ms (${other.series.symbol}).`,
    );
  }
  let firstOpenTimeMs = Infinity;
  let endMs = -Infinity;
  for (const { series } of filled) {
    firstOpenTimeMs = Math.min(firstOpenTimeMs, series.openTimeMs[0]);
    endMs = Math.max(endMs, series.openTimeMs[series.openTimeMs.length - 1] + timeframeMs);
  }
  const markets = given.map(({ market, series }) => {
    const count = series.openTimeMs.length;
    const firstBar = count === 0 ? 0 : (series.openTimeMs[0] - firstOpenTimeMs) / timeframeMs;
    const place = { market, firstBar, endBar: firstBar + count };
    return series.hasVolume === false ? { ...place, hasVolume: false as const } : place;
  });
  return {
    timeframeMs,
    firstOpenTimeMs,
    barCount: (endMs - firstOpenTimeMs) / timeframeMs,
    markets,
    outages,
    read(index, firstBar, endBar, into, at) {
      const { series } = given[index];
      const from = firstBar - markets[index].firstBar;
      const to = endBar - markets[index].firstBar;
      // Overwritten at once; the compiler drops an unused sum.
      into.open[at] = fetchRows(series, from, to);
      into.open.set(series.open.subarray(from, to), at);
      into.high.set(series.high.subarray(from, to), at);
      into.low.set(series.low.subarray(from, to), at);
      into.close.set(series.close.subarray(from, to), at);
      into.volume.set(series.volume.subarray(from, to), at);
      into.filled.set(series.filled.subarray(from, to), at);
    },
  };
}

/**
 * Reads a number of every cache line, of all columns in turns. Nothing waits for one of them, so that the processor
 * asks memory for many lines at a time; copying one short column after another waits at the beginning of each.
 */
function fetchRows({ open, high, low, close, volume }: CandleSeries, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i += 8) sum += open[i] + high[i] + low[i] + close[i] + volume[i];
  return sum;
}
