import { readFileSync } from 'node:fs';
import { expect, test } from '../../support/jest.js';
import { candleAdapterOf } from '../../../src/feeds/exchange/adapters/index.js';
import { readMarket } from '../../../src/feeds/exchange/markets/read-market.js';
import { unitsOf } from '../../../src/feeds/exchange/units/unit-table.js';
import { withEveryExchange } from '../../../scripts/exchange-docs.js';
import { ccxtMarket } from '../../support/wire.js';

const DOCS = readFileSync('docs/exchanges.md', 'utf8');

/** Rows of the table below a heading that starts with `first`, cells as text. */
function tableOf(first: string): string[][] {
  const lines = DOCS.split('\n');
  const start = lines.findIndex((line) => line.startsWith(`| ${first} |`));
  const rest = lines.slice(start + 2);
  const end = rest.findIndex((line) => !line.startsWith('|'));
  return rest.slice(0, end).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

test('docs/exchanges.md lists the units that are used', () => {
  const rows = tableOf('exchange | markets');
  expect(rows).toHaveLength(21);
  for (const [exchange, markets, ...cells] of rows) {
    const settlement = markets === 'spot' ? null : (markets as 'linear' | 'inverse');
    const type = settlement === null ? 'spot' : 'swap';
    const { candle, tickerBaseVolume, tickerQuoteVolume, book, openInterestAmount } = unitsOf(exchange, {
      type,
      settlement,
      contractSize: null,
    });
    const units = [candle, tickerBaseVolume, tickerQuoteVolume, book, openInterestAmount];
    expect([exchange, markets, ...units.map((unit) => unit ?? '–')]).toEqual([exchange, markets, ...cells]);
  }
});

test('docs/exchanges.md lists what the adapters report', () => {
  const rows = tableOf('exchange | bars per call');
  expect(rows).toHaveLength(5);
  const market = (symbol: string) => readMarket(ccxtMarket('X', symbol))!;
  for (const [name, bars, reports] of rows) {
    const [exchange] = name.split(' ');
    const adapter = candleAdapterOf(exchange);
    const symbol = exchange === 'binanceusdm' ? 'A/USDT:USDT' : 'A/USDT';
    // One call returns all newest bars that are available.
    const maxBars = bars.includes('always the newest') ? null : parseInt(bars);
    expect(adapter.paging(exchange, market(symbol), {}).maxBars).toBe(maxBars);
    expect(adapter.reports.join(', ')).toBe(reports);
  }
});

/** Without the padding that prettier gives to tables. */
const bare = (text: string): string => text.replace(/ *\| */g, '|').replace(/-{3,}/g, '---');

test('docs/exchanges.md lists every exchange (npm run exchanges writes it)', async () => {
  expect(DOCS).toContain('<!-- every exchange -->');
  expect(bare(DOCS)).toBe(bare(await withEveryExchange(DOCS)));
});
