import type { CandleSeries } from '../market/candle-series.js';
import type { MarketInfo } from '../market/market.js';
import { NO_OUTAGES } from '../market/outages.js';

/** Clean bars of one market without holes: rows [firstBar, endBar) of the source's grid. */
export interface HistoryMarket {
  readonly market: MarketInfo;
  readonly firstBar: number;
  readonly endBar: number;
  /**
   * False if the source has no volumes: they are read as 0, and metrics that need them are null. @default true
   */
  readonly hasVolume?: false;
}

/** Arrays that bars are written to. */
export interface BarColumns {
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
  readonly filled: Uint8Array;
}

/** A long history, read in order in chunks so that it does not have to fit in memory. */
export interface HistorySource {
  readonly timeframeMs: number;
  /** Open time of row 0. */
  readonly firstOpenTimeMs: number;
  readonly barCount: number;
  readonly markets: readonly HistoryMarket[];
  /** Open times of bars in which the whole source was down: filled, and not counted against a market. @default none */
  readonly outages?: ReadonlySet<number>;
  /**
   * Called before the markets' bars [firstBar, endBar) are read.
   * @param nextEndBar  end of the read after this one, so that it can prefetch [endBar, nextEndBar); default endBar
   */
  prepare?(firstBar: number, endBar: number, nextEndBar?: number): Promise<void>;
  /** Writes bars [firstBar, endBar), all within the market's own range, starting at index `at`. */
  read(market: number, firstBar: number, endBar: number, into: BarColumns, at: number): void;
  /** Called when a pass ends or is abandoned: prefetched bars are no longer needed. Another pass may follow. */
  release?(): Promise<void>;
}

/**
 * Creates a source from series in memory, which may start and end at different times.
 * @param outages  open times of bars in which the whole source was down; default none
 * @throws {RangeError} if there are no series or their timeframes differ.
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
 * Reads one number per cache line, alternating between columns. No read depends on another, so the CPU requests many
 * lines in parallel; copying short columns one by one stalls at the start of each.
 */
function fetchRows({ open, high, low, close, volume }: CandleSeries, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i += 8) sum += open[i] + high[i] + low[i] + close[i] + volume[i];
  return sum;
}
