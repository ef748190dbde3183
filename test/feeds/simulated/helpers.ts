import type { RawCandles } from '../../../src/market/candle-series.js';
import type { MarketFeed } from '../../../src/market/feed.js';

export const FIVE_MINUTES = 300_000;
export const HOUR = 3_600_000;

const COLUMNS = ['openTimeMs', 'open', 'high', 'low', 'close', 'volume'] as const;

/** The candles of each symbol; throws where the feed gave an error. */
export async function candlesOf(
  feed: MarketFeed,
  symbols: readonly string[],
  timeframeMs: number,
  count: number,
  asOfMs: number,
): Promise<RawCandles[]> {
  const answers = await feed.bars(symbols, timeframeMs, count, asOfMs);
  return answers.map((answer) => {
    if ('error' in answer) throw new Error(answer.error.message);
    return answer.candles;
  });
}

/** FNV-1a over the bytes of rows [from, to) of all columns (as little-endian machines hold them). */
export function checksum(all: readonly RawCandles[], from = 0, to = Infinity): string {
  let h = 0x811c9dc5;
  for (const candles of all) {
    for (const name of COLUMNS) {
      for (const byte of new Uint8Array(candles[name].slice(from, to).buffer))
        h = Math.imul(h ^ byte, 0x01000193);
    }
  }
  return (h >>> 0).toString(16).padStart(8, '0');
}

/** Simple returns from close to close. */
export function returnsOf(candles: RawCandles): number[] {
  return [...candles.close.slice(1)].map((close, i) => close / candles.close[i] - 1);
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function correlation(a: readonly number[], b: readonly number[]): number {
  const [meanA, meanB] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    ab += (a[i] - meanA) * (b[i] - meanB);
    aa += (a[i] - meanA) ** 2;
    bb += (b[i] - meanB) ** 2;
  }
  return ab / Math.sqrt(aa * bb);
}
