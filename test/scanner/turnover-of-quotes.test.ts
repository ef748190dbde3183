import { expect, test } from '../support/jest.js';
import { NO_METRICS } from '../../src/indicators/metrics.js';
import type { MarketInfo } from '../../src/market/market.js';
import { NO_ORIGINS } from '../../src/scanner/compute-metrics.js';
import { judge } from '../../src/scanner/evaluate.js';
import { loadPreset } from '../../src/presets/index.js';
import { SOL } from '../filters/filter-input.js';

test('markets of several quotes are ranked by their turnover in USD', () => {
  const candidate = (quote: string, turnover24h: number, usdPerQuote: number | null) => ({
    market: { ...SOL, symbol: `SOL/${quote}`, quote } satisfies MarketInfo,
    marketClass: 'crypto' as const,
    peg: null,
    series: null,
    metrics: { ...NO_METRICS, turnover24h, usdPerQuote },
    missingReasons: {},
    origins: NO_ORIGINS,
    errors: [],
    rejectedEarly: null,
    rejectedBy: null,
  });
  const markets = [
    candidate('TRY', 3_200_000, 1 / 32),
    candidate('BTC', 5, 60_000),
    candidate('USDT', 200_000, 1),
  ];
  const preset = { ...loadPreset('default'), filters: { turnover: { top: 2 } } };
  const judged = judge(markets, preset, { all: 'fail', liveOnly: 'fail' }, 0);
  expect(judged.map(({ market, filters }) => [market.quote, filters[0].value, filters[0].passed])).toEqual([
    ['TRY', 3, false],
    ['BTC', 1, true],
    ['USDT', 2, true],
  ]);
});
