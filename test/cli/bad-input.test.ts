import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '../support/jest.js';
import { runCli } from '../support/run-cli.js';
import { candleCsv } from '../support/candle-csv.js';

let folder: string;
const write = (name: string, content: string | Uint8Array): string => {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
};
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'squall-bad-input-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The code of a failure, checked to be reported in one sentence, without a stack trace. */
async function failureOf(
  ...args: string[]
): Promise<{ exitCode: number | null; code: string; message: string }> {
  const { exitCode, stdout, stderr } = await runCli([...args, '--json']);
  const { error } = JSON.parse(stdout) as { error: { code: string; message: string; exitCode: number } };
  expect(error.exitCode).toBe(exitCode);
  expect(stderr).toBe(`squall: ${error.message}\n`);
  expect(stderr).not.toMatch(/\n\s+at |Error:|undefined|NaN\b.*NaN/);
  return { exitCode, code: error.code, message: error.message };
}

describe('a path that leads to no file', () => {
  const verbs: [verb: string, args: (path: string) => string[]][] = [
    ['scan --candles', (path) => ['scan', '--candles', path]],
    ['scan --config', (path) => ['scan', '--config', path]],
    ['scan --preset', (path) => ['scan', '--preset', join(path, 'mine.json')]],
    ['scan --recording', (path) => ['scan', '--recording', path]],
    ['explain --recording', (path) => ['explain', 'BTC/USDT', '--recording', path]],
    ['edge --candles', (path) => ['edge', '--candles', path]],
    ['replay', (path) => ['replay', path]],
    ['verify', (path) => ['verify', path]],
    ['export', (path) => ['export', path, '--html', join(folder, 'out.html')]],
    ['serve', (path) => ['serve', path]],
    ['presets validate', (path) => ['presets', 'validate', path]],
    ['emulate --scenario', (path) => ['emulate', '--scenario', path]],
    ['monitor diff', (path) => ['monitor', 'diff', path, path]],
    ['candles import', (path) => ['candles', 'import', path, '--store-dir', join(folder, 'stores')]],
  ];

  test.each(verbs)('is reported in words by %s, whether it is a folder or nothing', async (_, args) => {
    mkdirSync(join(folder, 'a-folder'), { recursive: true });
    for (const path of [join(folder, 'a-folder'), join(folder, 'nothing')]) {
      const { exitCode, message } = await failureOf(...args(path));
      expect(exitCode).toBe(66);
      expect(message).toMatch(/it is a folder|no such file or folder|does not exist|has no candle files/);
      expect(message).not.toMatch(/ENOENT|EISDIR/);
    }
  });
});

describe('a file that cannot be used', () => {
  const cases: [string, string | Uint8Array, RegExp][] = [
    ['empty.csv', '', /empty\.csv/],
    ['header-only.csv', 'symbol,timestamp_ms,open,high,low,close,volume\n', /header-only\.csv/],
    ['text.csv', 'Dear trader,\nthis is a letter, not a file of candles.\n', /text\.csv/],
    ['picture.csv', Uint8Array.from({ length: 4096 }, (_, index) => (index * 7919) % 256), /picture\.csv/],
    [
      'truncated.csv.gz',
      gzipSync(candleCsv({ markets: 3, bars: 600 })).subarray(0, 20_000),
      /truncated\.csv\.gz/,
    ],
    ['notgz.csv.gz', 'symbol,timestamp_ms\n', /notgz\.csv\.gz/],
  ];
  test.each(cases)('%s ends with exit code 65 and its name', async (name, content, message) => {
    const failure = await failureOf('scan', '--candles', write(name, content));
    expect(failure.exitCode).toBe(65);
    expect(failure.message).toMatch(message);
  });

  test('a bad line is named with file and line', async () => {
    const lines = candleCsv({ markets: 2, bars: 300 }).split('\n');
    lines[417] = 'ABC/USDT,1709251200000,1,2';
    const failure = await failureOf('scan', '--candles', write('bad-line.csv', lines.join('\n')));
    expect(failure.exitCode).toBe(65);
    expect(failure.message).toMatch(/bad-line\.csv.*418/);
  });

  test('that does not exist ends with exit code 66', async () => {
    expect((await failureOf('scan', '--candles', join(folder, 'nowhere.csv'))).exitCode).toBe(66);
  });
});

describe('one bad market', () => {
  const scanWith = async (
    mutate: (rows: string[][]) => string[][],
  ): Promise<{ code: string; message: string }> => {
    const file = write(
      'market.csv',
      candleCsv({ markets: 4, bars: 600, mutate: { symbol: 'M2/USDT', rows: mutate } }),
    );
    const { exitCode, stdout, stderr } = await runCli(['scan', '--candles', file, '--all', '--json']);
    expect(exitCode).toBe(20);
    expect(stderr).toMatch(
      /^squall: Only 4 of 5 markets have valid data, expected a share of 0.9 .*M2\/USDT: .*\n$/,
    );
    expect((await runCli(['scan', '--candles', file, '--min-coverage', '0.8'])).exitCode).toBe(0);
    const { markets, counts } = JSON.parse(stdout) as {
      counts: { listed: number; noData: number };
      markets: {
        symbol: string;
        score: number | null;
        passed: boolean;
        errors: { code: string; message: string }[];
      }[];
    };
    expect(counts).toMatchObject({ listed: 5, noData: 1 });
    const market = markets.find(({ symbol }) => symbol === 'M2/USDT');
    expect(market).toMatchObject({ score: null, passed: false });
    return market?.errors[0] ?? { code: 'none', message: '' };
  };
  const edit = (column: number, value: string) => (rows: string[][]) =>
    rows.map((row, index) => (index === rows.length - 4 ? row.with(column, value) : row));

  test.each<[string, (rows: string[][]) => string[][], string]>([
    ['high below low', edit(3, '0.0001'), 'DATA_INVALID'],
    ['a price that is NaN', edit(5, 'NaN'), 'DATA_INVALID'],
    ['a negative price', edit(4, '-1'), 'DATA_INVALID'],
    ['a negative volume', edit(6, '-5'), 'DATA_INVALID'],
    ['an infinite price', edit(3, 'Infinity'), 'DATA_INVALID'],
    ['only 15 candles', (rows) => rows.slice(-15), 'DATA_SHORT'],
    ['the last bar absent', (rows) => rows.slice(0, -1), 'DATA_GAP'],
    ['the last hour absent', (rows) => rows.slice(0, -12), 'DATA_STALE'],
    ['every tenth bar absent', (rows) => rows.filter((_, index) => index % 10 !== 0), 'DATA_GAP'],
  ])('with %s is listed with its reason and not scored', async (_name, mutate, code) => {
    expect((await scanWith(mutate)).code).toBe(code);
  });

  test('duplicate and unordered rows are put right', async () => {
    const clean = write('clean.csv', candleCsv({ markets: 4, bars: 600 }));
    const shuffled = write(
      'shuffled.csv',
      candleCsv({
        markets: 4,
        bars: 600,
        mutate: { symbol: 'M2/USDT', rows: (rows) => [...rows.slice(300), ...rows, rows[7]].reverse() },
      }),
    );
    const metricsOf = async (file: string): Promise<unknown> => {
      const { stdout } = await runCli(['scan', '--candles', file, '--all', '--json']);
      const { markets } = JSON.parse(stdout) as { markets: { symbol: string; metrics: { rsi: number } }[] };
      const { rsi } = markets.find(({ symbol }) => symbol === 'M2/USDT')?.metrics ?? {};
      expect(rsi).toBeGreaterThan(0);
      return rsi;
    };
    expect(await metricsOf(shuffled)).toBe(await metricsOf(clean));
  });

  test('a missing BTC leaves the correlation out and says so', async () => {
    const file = write('no-btc.csv', candleCsv({ markets: 3, bars: 600, withBtc: false }));
    const { exitCode, stdout } = await runCli(['scan', '--candles', file, '--all', '--json']);
    const { warnings, markets } = JSON.parse(stdout) as {
      warnings: string[];
      markets: { metrics: { btcCorrelation: number | null }; missingReasons: Record<string, string> }[];
    };
    expect(exitCode).toBe(0);
    expect(warnings.join()).toMatch(/REF_MISSING: there is no BTC\/USDT in this source/);
    for (const { metrics, missingReasons } of markets) {
      expect(metrics.btcCorrelation).toBeNull();
      expect(missingReasons.btcCorrelation).toMatch(/BTC\/USDT/);
    }
    const failure = await failureOf('scan', '--candles', file, '--require-reference');
    expect(failure).toMatchObject({ exitCode: 65, code: 'REF_MISSING' });
  });

  test('when every market is short, the scan says so and ends with exit code 65', async () => {
    const file = write('short.csv', candleCsv({ markets: 3, bars: 15 }));
    const failure = await failureOf('scan', '--candles', file);
    expect(failure).toMatchObject({ exitCode: 65, code: 'NO_DATA' });
    expect(failure.message).toMatch(/Expected at least 24 closed bars, got 15 \(DATA_SHORT\)/);
  });
});

describe('a command line that is wrong', () => {
  test.each<[string, string[], number, RegExp]>([
    ['an unknown verb', ['scna'], 64, /unknown command 'scna'/],
    ['an unknown option', ['scan', '--as-off', 'x'], 64, /unknown option '--as-off'/],
    ['an unknown preset', ['scan', '--preset', 'defualt'], 64, /defualt.*did you mean "default"/],
    ['an unknown timeframe', ['scan', '--timeframe', '7h'], 64, /--timeframe: expected .*5m.*got "7h"/],
    ['an unknown symbol', ['scan', '--symbols', 'BTC/USTD'], 64, /BTC\/USTD.*did you mean "BTC\/USDT"/],
    ['an unknown symbol to explain', ['explain', 'BTC/USTD'], 64, /BTC\/USTD.*did you mean "BTC\/USDT"/],
    [
      'an unknown engine',
      ['scan', '--engine', 'gpu'],
      64,
      /--engine: expected one of auto, simd, scalar, js.*got "gpu"/,
    ],
    ['an unknown format', ['scan', '--format', 'xlsx'], 64, /--format/],
    [
      'an as-of that is not a time',
      ['scan', '--as-of', 'yesterday'],
      64,
      /--as-of: expected an ISO 8601 time.*got "yesterday"/,
    ],
    [
      'a day that does not exist',
      ['scan', '--as-of', '2024-02-30'],
      64,
      /--as-of: expected an ISO 8601 time/,
    ],
    ['no bars', ['scan', '--bars', '0'], 64, /--bars: expected a whole number from 1/],
    ['two sources', ['scan', '--simulate', '--candles', 'x.csv'], 64, /both --candles and --simulate/],
    ['a preset file that does not exist', ['scan', '--preset', './nowhere.json'], 66, /nowhere\.json/],
    ['an output that cannot be written', ['scan', '-o', '/nowhere/out.json'], 73, /\/nowhere\/out\.json/],
  ])('%s ends with its code', async (_name, args, exitCode, message) => {
    const failure = await failureOf(...args);
    expect(failure.exitCode).toBe(exitCode);
    expect(failure.message).toMatch(message);
  });

  test('a wrong setting in the environment or a config file ends with exit code 78', async () => {
    const { exitCode, stderr } = await runCli(['scan'], { SQUALL_BARS: 'many' });
    expect(exitCode).toBe(78);
    expect(stderr).toBe('squall: SQUALL_BARS: expected a whole number from 1 to 1000000, got "many"\n');
    const unknown = await failureOf('scan', '--config', write('unknown.json', '{"prest": "default"}'));
    expect(unknown).toMatchObject({ exitCode: 78, code: 'CONFIG' });
    expect(unknown.message).toMatch(/unknown setting "prest"; did you mean "preset"\?/);
    const secret = await failureOf('scan', '--config', write('secret.json', '{"apiKey": "abc"}'));
    expect(secret.message).toMatch(/Squall needs no key/);
    expect(secret.message).not.toMatch(/abc/);
  });

  test('unknown keys of a preset end with exit code 78 and the nearest key', async () => {
    const file = write('preset.json', '{"extends": "default", "name": "mine", "filtres": {}}');
    const failure = await failureOf('scan', '--preset', file);
    expect(failure).toMatchObject({ exitCode: 78, code: 'CONFIG' });
    expect(failure.message).toMatch(/filtres.*did you mean "filters"/);
  });

  test('an as-of before the data ends with exit code 65', async () => {
    const file = write('late.csv', candleCsv({ markets: 2, bars: 300 }));
    const failure = await failureOf('scan', '--candles', file, '--as-of', '2020-01-01T00:00:00Z');
    expect(failure.exitCode).toBe(65);
    expect(failure.message).toMatch(/2020-01-01/);
  });
});

describe('a symbol that would play tricks on a terminal', () => {
  test('loses its control characters in everything people read, and is unchanged in JSON', async () => {
    const evil = 'EV\u001b[31mIL/USDT';
    const file = write('evil.csv', candleCsv({ markets: 2, bars: 400 }).replaceAll('M2/USDT', evil));
    for (const format of ['table', 'csv', 'md', 'tv']) {
      const { stdout } = await runCli(['scan', '--candles', file, '--all', '--format', format]);
      expect(stdout).toContain('EV');
      expect(stdout).not.toContain('\u001b');
    }
    const { stdout } = await runCli(['scan', '--candles', file, '--all', '--json']);
    const { markets } = JSON.parse(stdout) as { markets: { symbol: string }[] };
    expect(markets.map(({ symbol }) => symbol)).toContain(evil);
  });
});
