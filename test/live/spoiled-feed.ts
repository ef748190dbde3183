import type { MarketFeed } from '../../src/market/feed.js';

/** The same, but one market's history starts later. */
export function shortened(feed: MarketFeed, symbol: string, bars: number): MarketFeed {
  return {
    ...feed,
    async bars(...given) {
      const answers = await feed.bars(...given);
      return answers.map((answer) => {
        if (answer.symbol !== symbol || 'error' in answer) return answer;
        const cut = Object.entries(answer.candles).map(([name, column]: [string, string | Float64Array]) => [
          name,
          typeof column === 'string' ? column : column.slice(-bars),
        ]);
        return { ...answer, candles: Object.fromEntries(cut) as typeof answer.candles };
      });
    },
  };
}

/** The same without candles of BTC. */
export function withoutBenchmark(feed: MarketFeed): MarketFeed {
  return {
    ...feed,
    async bars(...given) {
      const answers = await feed.bars(...given);
      return answers.map((answer) =>
        answer.symbol.startsWith('BTC/')
          ? { symbol: answer.symbol, error: { code: 'NET_RESET', message: 'Left out.' } }
          : answer,
      );
    },
  };
}
