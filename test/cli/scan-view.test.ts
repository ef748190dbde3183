import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '../support/jest.js';
import type { ScanDocument } from '../../src/scanner/scan-document.js';
import { candleCsv } from '../support/candle-csv.js';
import { runCli } from '../support/run-cli.js';

const INVENTED = 'simulated market, seed 1: not real prices';
const FEW = ['--markets', '60'];

let folder: string;
let candles: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'squall-view-'));
  candles = join(folder, 'candles.csv');
  writeFileSync(candles, candleCsv({ markets: 3, bars: 300 }));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function succeed(...args: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await runCli(args, { COLUMNS: '160' });
  expect({ exitCode, stderr: exitCode === 0 ? '' : stderr }).toEqual({ exitCode: 0, stderr: '' });
  return stdout;
}

async function refusal(...args: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await runCli(args);
  expect({ exitCode, stdout }).toEqual({ exitCode: 64, stdout: '' });
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  return stderr;
}

const scanJson = async (...args: string[]): Promise<ScanDocument> =>
  JSON.parse(await succeed('scan', '--json', ...args)) as ScanDocument;

/** Rows of a CSV without quotes, each by its header. */
function rowsOf(csv: string): Record<string, string>[] {
  const [header, ...lines] = csv
    .trimEnd()
    .split('\n')
    .map((line) => line.split(','));
  return lines.map((line) => Object.fromEntries(header.map((name, index) => [name, line[index]])));
}

describe('invented prices', () => {
  test.each(['table', 'md', 'csv', 'json', 'ndjson', 'pairlist'])('are reported in %s', async (format) => {
    expect(await succeed('scan', '--format', format)).toContain(INVENTED);
  });

  test('are reported in the first line and the footer of the table, with a way to get real ones', async () => {
    const [first, ...rest] = (await succeed('scan', ...FEW, '--seed', '7')).split('\n');
    expect(first).toBe(
      'simulated market, seed 7: not real prices. For real prices: --exchange binance or --candles FILE',
    );
    expect(rest.join('\n')).toMatch(/\nsimulated market, seed 7: not real prices · 60 markets/);
  });

  test('are reported as a heading of a TradingView list', async () => {
    const list = await succeed('scan', '--format', 'tv');
    expect(list.split('\n')[0]).toBe('###simulated market seed 1: not real prices');
  });

  test.each([
    ['explain', 'BTC/USDT'],
    ['levels', 'BTC/USDT'],
    ['indicators', 'BTC/USDT'],
    ['indicators', 'BTC/USDT', '--format', 'csv'],
  ])('are reported by %s %s %s %s', async (...args) => {
    const { stdout, stderr } = await runCli([...args, ...FEW], { COLUMNS: '160' });
    expect(stdout + stderr).toContain(INVENTED);
  });

  test('are not reported for candle files', async () => {
    for (const format of ['table', 'md', 'csv', 'json', 'tv']) {
      const text = await succeed('scan', '--candles', candles, '--format', format, '--all');
      expect(text).not.toMatch(/not real/);
    }
  });
});

describe('filters that failed and filters without data', () => {
  test('are two columns of CSV', async () => {
    const document = await scanJson(...FEW, '--all', '--on-missing', 'fail', '--bars', '30');
    const csv = await succeed(
      ...['scan', ...FEW, '--all', '--on-missing', 'fail', '--bars', '30', '--format', 'csv'],
      ...['--columns', 'symbol,failedFilters,filtersWithoutData'],
    );
    const rows = rowsOf(csv);
    const namesOf = (passed: boolean | null): string[] =>
      document.markets.map(({ filters }) =>
        filters
          .filter((filter) => filter.passed === passed)
          .map(({ name }) => name)
          .join(' '),
      );
    expect(rows.map(({ failedFilters }) => failedFilters)).toEqual(namesOf(false));
    expect(rows.map(({ filtersWithoutData }) => filtersWithoutData)).toEqual(namesOf(null));
    expect(namesOf(null).join('')).not.toBe('');
  });

  test('have two marks among the flags', async () => {
    const args = ['scan', '--candles', candles, '--all', '--on-missing', 'fail', '--columns', 'symbol,flags'];
    expect(await succeed(...args)).toMatch(/\?spread \?depth05|\?\w+ \?\+\d/);
  });
});

describe('a scan in which nothing passes', () => {
  test('shows the nearest misses with their margins, and limits that would let the first in', async () => {
    const strict = ['--set', 'surgeLong.min=50'];
    const text = await succeed('scan', ...strict);
    expect(text).toContain('No market passed the filters of preset default, 1 limit changed.');
    expect(text).toMatch(/- KIVPE\/USDT: surgeLong 16\.65, limit 50 \(-33\.35\)/);
    const [, setting] = /To let KIVPE\/USDT in: --set (\S+)/.exec(text) ?? [];
    const { markets } = await scanJson('--set', setting);
    expect(markets.map(({ symbol }) => symbol)).toEqual(['KIVPE/USDT']);
  });

  test('has them in Markdown, and on stderr if the result has no place for it', async () => {
    const strict = ['scan', '--set', 'surgeLong.min=50', '--format'];
    expect(await succeed(...strict, 'md')).toContain('\n- KIVPE/USDT: surgeLong');
    for (const format of ['csv', 'ndjson', 'tv', 'pairlist']) {
      expect((await runCli([...strict, format])).stderr).toContain('- KIVPE/USDT: surgeLong');
      expect((await runCli([...strict, format, '--quiet'])).stderr).toBe('');
    }
  });

  test('has them in JSON, fewest failed filters first', async () => {
    const { nearMisses = [], counts } = await scanJson('--set', 'surgeLong.min=50');
    expect(counts.passed).toBe(0);
    expect(nearMisses).toHaveLength(5);
    expect(nearMisses.map(({ failed }) => failed.length)).toEqual([1, 1, 1, 1, 1]);
    expect((await scanJson()).nearMisses).toBeUndefined();
  });
});

describe('--set', () => {
  test('changes limits of the preset, and the head says how many', async () => {
    const settings = ['--set', 'change1h.minPct=1', '--set', 'surgeLong.min=2'];
    expect(await succeed('scan', ...settings)).toContain('preset default, 2 limits changed');
    const { preset } = await scanJson(...settings);
    expect(preset).toMatchObject({
      name: 'default',
      changed: { 'change1h.minPct': 1, 'surgeLong.min': 2 },
    });
  });

  test('gives the result of a preset file with the same limits, which is named by its file', async () => {
    const file = join(folder, 'mine.json');
    const filters = { surgeLong: { min: 2 } };
    writeFileSync(file, JSON.stringify({ name: 'default', extends: 'default', filters }));
    const named = await scanJson(...FEW, '--preset', file);
    const set = await scanJson(...FEW, '--set', 'surgeLong.min=2');
    expect(named.markets).toEqual(set.markets);
    expect(named.preset.file).toBe(file);
    expect(await succeed('scan', ...FEW, '--preset', file)).toContain(`preset ${file}`);
  });

  test.each([
    ['surgeLong.mn=2', /did you mean "surgeLong.min"/],
    ['surgeLong.min', /expected filter.limit=number/],
    ['surgeLong.min=x', /expected filter.limit=number/],
    ['surgeLong.min=', /expected filter.limit=number/],
    ['turnover.min=-1', /turnover.min/],
    ['change1h.minPct=9', null],
    ['nothing.like=1', /unknown limit "nothing.like"/],
  ])('takes or rejects %s in one sentence', async (setting, expected) => {
    if (expected === null) await succeed('scan', ...FEW, '--set', setting);
    else expect(await refusal('scan', ...FEW, '--set', setting)).toMatch(expected);
  });
});

describe('columns, order and number', () => {
  test('--columns chooses the columns of table, Markdown and CSV by one name', async () => {
    const chosen = ['--columns', 'symbol,rsi,spreadBps'];
    const table = (await succeed('scan', ...chosen)).split('\n')[1];
    expect(table.split(/ +/)).toEqual(['Symbol', 'RSI', 'spreadBps']);
    expect(await succeed('scan', ...chosen, '--format', 'md')).toContain('| Symbol | RSI | spreadBps |');
    const [header] = (await succeed('scan', ...chosen, '--format', 'csv')).split('\n');
    expect(header).toBe('symbol,rsi,spreadBps,asOf,timeframe,preset,source');
  });

  test('--sort orders, nothing last, and --limit counts also with --all', async () => {
    const csv = async (sort: string): Promise<number[]> => {
      const text = await succeed(
        ...['scan', '--all', '--limit', '25', '--sort', sort, '--columns', 'rsi', '--format', 'csv'],
      );
      return rowsOf(text).map(({ rsi }) => Number(rsi));
    };
    const [down, up] = [await csv('rsi'), await csv('rsi:asc')];
    expect(down).toHaveLength(25);
    expect(down).toEqual([...down].sort((a, b) => b - a));
    expect(up).toEqual([...up].sort((a, b) => a - b));
    expect(Math.max(...up)).toBeLessThan(Math.min(...down));
  });

  test('the best of an order are shown, not an order of the best by score', async () => {
    const { markets } = await scanJson('--sort', 'rsi', '--limit', '1');
    const all = (await scanJson()).markets.map(({ metrics }) => metrics.rsi ?? 0);
    expect(markets[0].metrics.rsi).toBe(Math.max(...all));
  });

  test('--legend explains each column, under its title and its name', async () => {
    const text = await succeed('scan', '--legend');
    expect(text).toMatch(/\nScore\/100 +score100: weighted sum .* from 0 to 100/);
    expect(text).toMatch(/\nSurge 1h +surgeLong: volume of the last 1h/);
  });

  test.each([
    [['--columns', 'rsj'], /--columns: there is no column "rsj"; did you mean "rsi"/],
    [
      ['--sort', 'turnover'],
      /--sort: there is no column "turnover"; did you mean "turnover24h"|columns: price/,
    ],
    [['--sort', 'rsi:up'], /--sort: expected a column, or column:asc/],
  ])('%j is rejected in one sentence', async (args, expected) => {
    expect(await refusal('scan', ...args)).toMatch(expected);
  });

  test('--compact is the same document in one line', async () => {
    const text = await succeed('scan', ...FEW, '--json', '--compact');
    expect(text.trimEnd().split('\n')).toHaveLength(1);
    expect((JSON.parse(text) as ScanDocument).resultSha256).toBe((await scanJson(...FEW)).resultSha256);
  });
});
