import type { CandleColumns, RawCandles } from '../../src/market/candle-series.js';
import type { CANDLE_COLUMNS } from '../../src/market/candle-series.js';
import type { MarketBars, MarketFeed } from '../../src/market/feed.js';

/**
 * The candles of many scans as one answer: each scan saw a window, together they are what the chart shows. What a later
 * scan was told of a bar counts.
 * @param bars  length of a scan's window
 */
export function joinedHistory(
  last: MarketFeed,
  feedAt: (index: number) => Promise<MarketFeed>,
  momentCount: number,
  bars: number,
): MarketFeed {
  // Windows overlap by half where there is a scan at every bar.
  const stride = Math.max(1, bars >> 1);
  return {
    ...last,
    async bars(symbols, timeframeMs, count, asOfMs, signal) {
      const joined = symbols.map(() => new Map<number, readonly [RawCandles, number]>());
      let newest: readonly MarketBars[] = [];
      for (let index = (momentCount - 1) % stride; index < momentCount; index += stride) {
        const feed = await feedAt(index);
        newest = await feed.bars(symbols, timeframeMs, count, asOfMs, signal);
        newest.forEach((answer, at) => addRows(answer, joined[at]));
      }
      return joined.map((rows, at): MarketBars => {
        if (rows.size === 0) return newest[at];
        return { symbol: symbols[at], candles: { symbol: symbols[at], ...columnsOf(rows) } };
      });
    },
  };
}

function addRows(answer: MarketBars, rows: Map<number, readonly [RawCandles, number]>): void {
  if ('error' in answer) return;
  const { candles } = answer;
  candles.openTimeMs.forEach((openTimeMs, row) => rows.set(openTimeMs, [candles, row]));
}

/** In order of time. */
function columnsOf(rows: ReadonlyMap<number, readonly [RawCandles, number]>): CandleColumns {
  const ordered = [...rows].sort(([a], [b]) => a - b).map(([, row]) => row);
  const column = (name: (typeof CANDLE_COLUMNS)[number]): Float64Array =>
    Float64Array.from(ordered, ([candles, row]) => candles[name][row]);
  return {
    openTimeMs: column('openTimeMs'),
    open: column('open'),
    high: column('high'),
    low: column('low'),
    close: column('close'),
    volume: column('volume'),
  };
}
