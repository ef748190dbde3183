import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '../support/jest.js';
import { candleCsv } from '../support/candle-csv.js';
import { runCli } from '../support/run-cli.js';

const FEW = ['--markets', '60'];

async function explained(...args: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await runCli(['explain', ...args], { COLUMNS: '80' });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  return stdout;
}

describe('explain', () => {
  test('fits on 24 rows of 80 columns, what would have to change before the levels', async () => {
    const lines = (await explained('btc')).trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(24);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    const at = (text: string): number => lines.findIndex((line) => line.includes(text));
    expect(lines[0]).toMatch(/^BTC\/USDT {2}does not pass, score [\d.]+ of 100/);
    expect(at('To pass, this would have to change')).toBeGreaterThan(0);
    expect(at('Nearest levels')).toBeGreaterThan(at('To pass'));
    expect(lines.join('\n')).not.toContain('Metric');
  });

  test.each([['KIVPE'], ['BTC'], ['DEF']])('of %s has points that add up to its score', async (symbol) => {
    const text = await explained(symbol, '--preset', symbol === 'DEF' ? 'breakout-v1' : 'default');
    const [, score] = /score ([\d.]+) of 100/.exec(text) ?? [];
    const [, line] = /\nScore\n((?: {2}.+\n)+)/.exec(text) ?? [];
    const terms = [...line.matchAll(/[-+]?\d+\.?\d*(?=,|\n)/g)].map(([term]) => Number(term));
    const sum = terms.reduce((total, term) => total + term, 0);
    // Each term and the score are rounded to a tenth.
    expect(Math.abs(sum - Number(score))).toBeLessThanOrEqual(0.05 * (terms.length + 1));
    expect([terms[0], terms.length > 3]).toEqual([50, true]);
  });

  test('has all the rest with --full', async () => {
    const text = await explained('btc', '--full');
    for (const title of ['Filters', 'Levels', 'Score', 'Metrics']) expect(text).toContain(`\n${title}\n`);
  });

  test('takes several symbols, in their order', async () => {
    const text = await explained('eth', 'BTC/USDT', ...FEW);
    expect(text.match(/^\S+\/USDT {2}/gm)?.map((name) => name.trim())).toEqual(['ETH/USDT', 'BTC/USDT']);
    const json = JSON.parse(await explained('eth', 'BTC/USDT', '--json', ...FEW)) as {
      explanations: { market: { symbol: string } }[];
    };
    expect(json.explanations.map(({ market }) => market.symbol)).toEqual(['ETH/USDT', 'BTC/USDT']);
  });

  test('of a market without data is one line', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'squall-explain-'));
    const file = join(folder, 'candles.csv');
    const mutate = { symbol: 'M2/USDT', rows: (rows: string[][]) => rows.slice(-15) };
    writeFileSync(file, candleCsv({ markets: 3, bars: 300, mutate }));
    const text = await explained('M2/USDT', '--candles', file);
    expect(text.replaceAll(/\n {2}/g, ' ')).toMatch(/^M2\/USDT {2}not scored: .*\(DATA_SHORT\)\n$/);
    rmSync(folder, { recursive: true });
  });
});
