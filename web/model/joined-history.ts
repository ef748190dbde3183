import type { CandleColumns, RawCandles } from '../../src/market/candle-series.js';
import type { CANDLE_COLUMNS } from '../../src/market/candle-series.js';
import type { MarketBars, MarketFeed } from '../../src/market/feed.js';

/**
 * The candles of many scans as one answer: each scan saw a window, together they form the chart. The latest
 * scan's version of a bar counts. An unreadable scan is replaced by the one before it.
 * @param windows  moments whose windows together have every candle, ascending; not empty
 * @throws what reading throws, if none can be read.
 */
export async function joinedHistory(
  windows: readonly number[],
  feedAt: (index: number) => Promise<MarketFeed>,
): Promise<MarketFeed> {
  return {
    // The newest has the markets.
    ...(await firstReadable(windows[windows.length - 1], -1, feedAt)),
    async bars(symbols, ...asked) {
      const joined = symbols.map(() => new Map<number, readonly [RawCandles, number]>());
      let newest: readonly MarketBars[] = [];
      let problem: Error | null = null;
      for (const [at, index] of windows.entries()) {
        const after = at === 0 ? -1 : windows[at - 1];
        try {
          newest = await firstReadable(index, after, async (moment) =>
            (await feedAt(moment)).bars(symbols, ...asked),
          );
          newest.forEach((answer, market) => addRows(answer, joined[market]));
        } catch (error) {
          problem = error as Error;
        }
      }
      if (newest.length === 0 && problem !== null) throw problem;
      return joined.map((rows, at): MarketBars => {
        if (rows.size === 0) return newest[at];
        return { symbol: symbols[at], candles: { symbol: symbols[at], ...columnsOf(rows) } };
      });
    },
  };
}

/**
 * Moments whose windows together have every candle: windows overlap by half if there is a scan at every bar,
 * and the last scan before the requested symbols change is among them.
 * @param bars  length of a scan's window
 * @param isLastOfItsKind  whether the next scan requested other markets
 */
export function windowsOf(
  momentCount: number,
  bars: number,
  isLastOfItsKind: (index: number) => boolean,
): number[] {
  const stride = Math.max(1, bars >> 1);
  return Array.from({ length: momentCount }, (_, index) => index).filter(
    (index) => (momentCount - 1 - index) % stride === 0 || isLastOfItsKind(index),
  );
}

/** The answer at a moment, or at the nearest readable one before it; those before `end` are not tried. */
async function firstReadable<Answer>(
  from: number,
  end: number,
  read: (index: number) => Promise<Answer>,
): Promise<Answer> {
  try {
    return await read(from);
  } catch (error) {
    if (from - 1 <= end) throw error;
    return firstReadable(from - 1, end, read);
  }
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
