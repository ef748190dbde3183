import type { CandleColumns } from '../market/candle-series.js';

export type Breakout = 'up' | 'down' | 'none';

/**
 * Whether the close of bar `index` lies beyond every high or low of the `period` bars before it; null with
 * fewer bars. Compares the original prices: in markets of few ticks the close often equals the old high
 * exactly, and a channel rounded to float32 would decide by its rounding.
 * @param index  @default the last bar
 */
export function findBreakout(
  { high, low, close }: Pick<CandleColumns, 'high' | 'low' | 'close'>,
  period: number,
  index: number = close.length - 1,
): Breakout | null {
  if (index < period) return null;
  let isUp = true;
  let isDown = true;
  for (let i = index - period; i < index; i++) {
    if (high[i] >= close[index]) isUp = false;
    if (low[i] <= close[index]) isDown = false;
  }
  return isUp ? 'up' : isDown ? 'down' : 'none';
}
