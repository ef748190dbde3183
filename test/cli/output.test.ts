import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, test } from '../support/jest.js';
import type { ScanDocument } from '../../src/scanner/scan-document.js';
import { runCli } from '../support/run-cli.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'squall-output-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function succeed(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<string> {
  const { exitCode, stdout, stderr } = await runCli(args, env);
  expect({ exitCode, stderr: exitCode === 0 ? '' : stderr }).toEqual({ exitCode: 0, stderr: '' });
  return stdout;
}

const scanJson = async (...args: string[]): Promise<ScanDocument> =>
  JSON.parse(await succeed(['scan', '--json', ...args])) as ScanDocument;

const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(
  JSON.parse(readFileSync(resolve('schemas/scan.schema.json'), 'utf8')) as object,
);
const expectValid = (document: unknown): void => {
  expect({ valid: validate(document), errors: validate.errors }).toEqual({ valid: true, errors: null });
};

describe('the JSON of a scan', () => {
  test('is one document that the shipped schema describes, with and without --all', async () => {
    const some = await scanJson();
    const all = await scanJson('--all');
    expectValid(some);
    expectValid(all);
    expect(all.markets).toHaveLength(all.counts.listed);
    expect(some.markets.every(({ passed }) => passed)).toBe(true);
    expect(some.resultSha256).toBe(all.resultSha256);
  });

  test('of a failure is described by the same schema', async () => {
    const { stdout } = await runCli(['scan', '--json', '--preset', 'nothing-like-it']);
    expectValid(JSON.parse(stdout));
  });

  test('is the same twice apart from the timings and the memory that its batches were sized by', async () => {
    const [one, two] = [
      await succeed(['scan', '--json', '--all']),
      await succeed(['scan', '--json', '--all']),
    ];
    const withoutTimings = (text: string): string =>
      text.replace(/"timings": \{[^}]*\}/, '').replace(/"batches": \[[^\]]*\]/, '');
    expect(withoutTimings(one)).toBe(withoutTimings(two));
    expect(withoutTimings(one)).not.toBe(one);
  });

  test.each(['simd', 'scalar', 'js'])('of the %s engine has the same result hash', async (engine) => {
    const document = await scanJson('--engine', engine);
    expect(document.squall.engine).toBe(engine);
    expect(document.squall.wasmSha256 === null).toBe(engine === 'js');
    expect(document.resultSha256).toBe((await scanJson('--batch-size', '33')).resultSha256);
  });

  test('has points that add up to the score exactly', async () => {
    for (const { score, components } of (await scanJson('--all')).markets) {
      if (score !== null) expect(components.reduce((sum, { points }) => sum + points, 0)).toBe(score);
    }
  });
});

describe('the table', () => {
  test.each([60, 80, 100, 160])('fits into %i columns and keeps what matters', async (width) => {
    const text = await succeed(['scan'], { COLUMNS: String(width) });
    const lines = text.split('\n');
    expect(Math.max(...lines.map((line) => [...line].length))).toBeLessThanOrEqual(width);
    const header = lines.find((line) => line.startsWith('#  Symbol')) ?? '';
    for (const title of ['#', 'Symbol', 'Score/100', 'Surge 1h', 'Break']) expect(header).toContain(title);
    if (width >= 160) {
      for (const title of [
        'Price',
        '24h %',
        'Turnover',
        'Surge 5m',
        'ATR %',
        'BBW pct',
        'RSI',
        'BTC r',
        'Nearest level',
      ]) {
        expect(header).toContain(title);
      }
    }
    expect(text).toMatch(/400 markets(\n {2}| · )\d+ passed/);
    expect(text).toMatch(/400 > /);
  });

  test('has no colour in a pipe or with NO_COLOR, and has it when it is forced', async () => {
    const plain = await succeed(['scan']);
    expect(plain).toBe(stripVTControlCharacters(plain));
    const forced = await succeed(['scan', '--color', 'always']);
    expect(stripVTControlCharacters(forced)).not.toBe(forced);
    const refused = await succeed(['scan'], { NO_COLOR: '1' });
    expect(refused).toBe(stripVTControlCharacters(refused));
  });

  test('of a scan in which nothing passes says so and ends with exit code 0', async () => {
    const text = await succeed(['scan', '--symbols', 'BTC/USDT', '--as-of', '2025-01-20T03:00:00Z']);
    expect(text).toMatch(/No market passed the filters of preset default/);
  });
});

describe('the other formats', () => {
  test('CSV has a line for every market and empty fields for unknown values', async () => {
    const lines = (await succeed(['scan', '--all', '--format', 'csv'])).trimEnd().split('\n');
    const header = lines[0].split(',');
    expect(lines).toHaveLength(401);
    expect(header.slice(0, 5)).toEqual(['rank', 'symbol', 'passed', 'score', 'score100']);
    expect(lines.join()).not.toMatch(/null|NaN|undefined/);
    // In the source's name, the comma is in quotes.
    const fields = lines.map((line) => line.replaceAll(/"[^"]*"/g, '').split(',').length);
    expect(new Set(fields)).toEqual(new Set([header.length]));
  });

  test('NDJSON has one market a line', async () => {
    const lines = (await succeed(['scan', '--format', 'ndjson'])).trimEnd().split('\n');
    const { markets, resultSha256 } = await scanJson();
    const source = 'simulated market, seed 1: not real prices';
    const scan = { timeframe: '5m', preset: 'default', source, resultSha256 };
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(
      markets.map((market) => expect.objectContaining({ ...market, ...scan })),
    );
  });

  test('Markdown, TradingView and freqtrade lists name the candidates in order', async () => {
    const symbols = (await scanJson()).markets.map(({ symbol }) => symbol);
    expect(symbols.length).toBeGreaterThan(0);
    const markdown = await succeed(['scan', '--format', 'md']);
    expect(
      markdown
        .split('\n')
        .filter((line) => /^\| \d/.test(line))
        .map((line) => line.split(' | ')[1]),
    ).toEqual(symbols);
    const list = await succeed(['scan', '--format', 'tv']);
    expect(list.trimEnd().split('\n').slice(1)).toEqual(symbols.map((symbol) => symbol.replace('/', '')));
    const pairs = JSON.parse(await succeed(['scan', '--format', 'pairlist'])) as { pairs: string[] };
    expect(pairs.pairs).toEqual(symbols);
  });

  test('go to a file whole, its ending decides the format, and nothing else is left there', async () => {
    const file = join(folder, 'scan.json');
    expect(await succeed(['scan', '-o', file])).toBe('');
    expectValid(JSON.parse(readFileSync(file, 'utf8')));
    expect(readdirSync(folder)).toEqual(['scan.json']);
  });
});

describe('explain', () => {
  test('says of a market that passes why, with its score and levels', async () => {
    const [best] = (await scanJson()).markets;
    const text = await succeed(['explain', best.symbol, '--full']);
    expect(text).toMatch(
      new RegExp(
        `^${best.symbol.replace('/', '\\/')}  passes, rank 1 of \\d+, score ${best.score100?.toFixed(1)} of 100`,
      ),
    );
    for (const title of ['Filters', 'Score', 'Metrics']) expect(text).toContain(`\n${title}\n`);
    const { market } = JSON.parse(await succeed(['explain', best.symbol, '--json'])) as { market: unknown };
    expect(market).toEqual(best);
  });

  test('says of a market that does not pass what would have to change', async () => {
    const text = await succeed(['explain', 'btcusdt', '--as-of', '2025-01-20T03:00:00Z'], { COLUMNS: '80' });
    expect(text).toMatch(/^BTC\/USDT {2}does not pass/);
    expect(text).toMatch(/To pass, this would have to change\n {2}\w+/);
    expect(Math.max(...text.split('\n').map((line) => [...line].length))).toBeLessThanOrEqual(80);
  });
});

describe('levels, indicators, presets and doctor', () => {
  test('levels are listed from the highest price down', async () => {
    const { levels } = JSON.parse(await succeed(['levels', 'BTC/USDT', '--json'])) as {
      levels: { strength: number }[];
    };
    expect(levels.length).toBeGreaterThan(0);
    const rows = (await succeed(['levels', 'BTC/USDT', '--format', 'csv'])).trimEnd().split('\n').slice(1);
    const prices = rows.map((row) => Number(row.split(',')[0]));
    expect(prices).toEqual([...prices].sort((a, b) => b - a));
    expect(prices).toHaveLength(levels.length);
  });

  test('indicators are arrays of one length, null if not defined, and from and to only cut them', async () => {
    type Series = { openTimeMs: number[]; series: Record<string, (number | null)[]> };
    const whole = JSON.parse(await succeed(['indicators', 'ETH/USDT', '--json'])) as Series;
    const { openTimeMs, series } = whole;
    for (const name of [
      'trueRange',
      'atr',
      'bbUpper',
      'bbDeviation',
      'vwap',
      'vwapRolling',
      'volumeMedian',
      'rsi',
      'btcCorrelation',
    ]) {
      expect(series[name]).toHaveLength(openTimeMs.length);
    }
    expect(series.atr.slice(0, 14)).toEqual(Array(14).fill(null));
    expect(series.atr[14]).toBeGreaterThan(0);
    const from = new Date(openTimeMs[100]).toISOString();
    const to = new Date(openTimeMs[199]).toISOString();
    const part = JSON.parse(
      await succeed(['indicators', 'ETH/USDT', '--json', '--from', from, '--to', to]),
    ) as Series;
    expect(part.series.ema).toEqual(series.ema.slice(100, 200));
    const csv = (await succeed(['indicators', 'ETH/USDT', '--format', 'csv'])).trimEnd().split('\n');
    expect(csv).toHaveLength(openTimeMs.length + 1);
    expect(csv[0].split(',')).toEqual(['openTimeMs', 'openTime', ...Object.keys(series)]);
  });

  test('presets list has all sixteen, and what show prints is valid', async () => {
    const { presets } = JSON.parse(await succeed(['presets', 'list', '--json'])) as {
      presets: { name: string; needs: object; asks: string[]; demo: object }[];
    };
    expect(presets).toHaveLength(16);
    expect(presets[0]).toMatchObject({
      name: 'default',
      needs: { orderBooks: true, tradeCounts: false, openInterest: false, reference: false, bars: 144 },
      demo: { seed: 1, asOf: null, passed: 8, command: 'squall scan --preset default' },
    });
    expect(presets[0].asks).toContain('1 h change at least 3 %');
    const file = join(folder, 'shown.json');
    await succeed(['presets', 'show', 'scalping-high-freq', '-o', file]);
    expect(await succeed(['presets', 'validate', file])).toMatch(/is a valid preset: scalping-high-freq/);
    rmSync(file);
  });

  test('presets list shows what each requires, needs and finds in the demo', async () => {
    const text = await succeed(['presets', 'list'], { COLUMNS: '80' });
    expect(text).toContain(
      [
        'video-strategy-conservative',
        '  BTC and ETH at clear levels: wait for the retest.',
        '  asks   turnover at least 50M USD, among the 50 largest, Bollinger width',
        '         percentile at most 80, hourly volume at least 1.2×, volume of the last',
        '         bar at least 1.5×, correlation with BTC at most 0.7',
        '  needs  order books, trade counts, BTC as benchmark, 139 bars',
        '  finds  1 in the simulated market: squall scan --preset',
        '         video-strategy-conservative --as-of 2025-03-11T13:45:00Z',
      ].join('\n'),
    );
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  test('doctor names the engines with their hashes', async () => {
    const { checks, engine } = JSON.parse(await succeed(['doctor', '--json'])) as {
      engine: string;
      checks: { name: string; ok: boolean; detail: string }[];
    };
    expect(engine).toBe('simd');
    for (const name of ['wasm simd', 'wasm scalar']) {
      expect(checks.find((check) => check.name === name)?.detail).toMatch(/sha256 [0-9a-f]{64}/);
    }
  });

  test('print-config shows the origin of each setting', async () => {
    const text = await succeed(['scan', '--print-config', '--bars', '400'], {
      SQUALL_BARS: '300',
      SQUALL_SEED: '5',
    });
    expect(text).toContain('bars = 400  (command line)\n');
    expect(text).toContain('seed = 5  (environment)\n');
    expect(text).toContain('preset = "default"  (default)\n');
    expect(text).toContain('minCoverage = 0.9  (default)\n');
    expect(text).toContain('timeframe = that of the source  (default)\n');
  });
});
