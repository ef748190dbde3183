import type { RawCandles } from '../../src/market/candle-series.js';
import { CANDLE_COLUMNS } from '../../src/market/candle-series.js';
import type { MarketFeed } from '../../src/market/feed.js';

/** A feed that does not say when it was away, as an exchange does not; markets lack the bars that open in the span. */
export function awayFeed(
  original: MarketFeed,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
  lacks: (symbol: string) => boolean,
): MarketFeed & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    source: original.source,
    isMetered: original.isMetered,
    markets: (signal) => original.markets(signal),
    lastCloseTimeMs: (...args) => original.lastCloseTimeMs(...args),
    tickers: (...args) => original.tickers(...args),
    details: (...args) => original.details(...args),
    async bars(symbols, ...rest) {
      asked.push(...symbols);
      const answers = await original.bars(symbols, ...rest);
      return answers.map((answer) =>
        'error' in answer || !lacks(answer.symbol)
          ? answer
          : { ...answer, candles: without(answer.candles, fromMs, toMs) },
      );
    },
  };
}

function without(candles: RawCandles, fromMs: number, toMs: number): RawCandles {
  const { symbol, openTimeMs } = candles;
  const isThere = (_: number, row: number): boolean => openTimeMs[row] < fromMs || openTimeMs[row] >= toMs;
  const cut = CANDLE_COLUMNS.map((name) => [name, candles[name].filter(isThere)]);
  return { symbol, ...Object.fromEntries(cut) } as RawCandles;
}
