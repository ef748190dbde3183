import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '../support/jest.js';
import { runCli } from '../support/run-cli.js';

let folder: string;
let day: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'squall-verbs-'));
  day = join(folder, 'day.squall');
  await runCli(['record', '--markets', '20', '--once', '2', '-o', day]);
});
afterAll(() => rmSync(folder, { recursive: true }));

const FEW = ['--markets', '20', '--quiet'];

async function refusal(...args: string[]): Promise<[number | null, string]> {
  const { exitCode, stderr } = await runCli(args);
  return [exitCode, stderr];
}

describe('--set', () => {
  test.each([
    ['surgeLong.mn=1', 'unknown limit "surgeLong.mn"; did you mean "surgeLong.min"?'],
    ['surgeLong=1', 'unknown limit "surgeLong"; it has surgeLong.min'],
    ['surgeLong.min=many', 'expected filter.limit=number, such as surgeLong.min=2, got "surgeLong.min=many"'],
    ['surgeLong.min=1,surgeLong.min=2', 'surgeLong.min is given twice, as 1 and as 2'],
    [
      'atrRange.min=0.5,atrRange.max=0.1',
      'filters.atrRange: expected the minimum to be at most the maximum, got 0.5 and 0.1.',
    ],
  ])('%s is refused by every verb that has a preset', async (set, sentence) => {
    for (const verb of [
      ['scan'],
      ['explain', 'BTC'],
      ['history'],
      ['edge', '--state-dir', folder],
      ['tune', '--vary', 'surgeLong.min=1,2', '--state-dir', folder],
      ['plan', '--exchange', 'binance'],
      ['serve', '--exchange', 'binance'],
    ]) {
      expect([verb, await refusal(...verb, '--set', set)]).toEqual([
        verb,
        [64, `squall: --set: ${sentence}\n`],
      ]);
    }
  });

  test('may have spaces, and the same number twice', async () => {
    const set = ['--set', 'surgeLong.min = 2', '--set', 'surgeLong.min=2.0'];
    expect((await runCli(['scan', ...FEW, ...set])).stdout).toContain('preset default, 1 limit changed');
  });

  test('changes what history finds, and is named in all that it prints', async () => {
    const of = async (...args: string[]): Promise<string> =>
      (await runCli(['history', ...FEW, ...args])).stdout;
    const changed = ['--set', 'surgeLong.min=1'];
    expect(await of(...changed)).toMatch(/^default, 1 limit changed: \d+ episodes/);
    const [usual, eased] = [await of('--json'), await of('--json', ...changed)].map(
      (text) => JSON.parse(text) as { episodes: unknown[]; changed?: object },
    );
    expect(eased.changed).toEqual({ 'surgeLong.min': 1 });
    expect(eased.episodes.length).toBeGreaterThan(usual.episodes.length);
    expect(await of('--format', 'csv', ...changed)).toContain(',"default, 1 limit changed",');
  });
});

describe('edge', () => {
  test('counts a preset that is named twice once', async () => {
    const args = ['edge', ...FEW, '--json', '--state-dir', join(folder, 'trials'), '--horizon', '1h'];
    const twice = await runCli([...args, '--preset', 'default', '--preset', 'default']);
    expect((JSON.parse(twice.stdout) as { screens: unknown[] }).screens).toHaveLength(1);
  });

  test('counts nothing as tried where its costs are no number', async () => {
    const args = ['edge', ...FEW, '--state-dir', join(folder, 'untried'), '--costs', 'x'];
    expect((await runCli(args)).exitCode).toBe(64);
    expect(() => readFileSync(join(folder, 'untried'))).toThrow(/ENOENT/);
  });
});

describe('explain', () => {
  test('takes patterns, lists and repetitions', async () => {
    const { stdout } = await runCli(['explain', 'BT*', 'eth,ETH/usdt', "'sol'", ...FEW, '--json']);
    const { explanations } = JSON.parse(stdout) as { explanations: { market: { symbol: string } }[] };
    const symbols = explanations.map(({ market }) => market.symbol);
    expect(symbols).toEqual([...new Set(symbols)]);
    expect(symbols.slice(-2)).toEqual(['ETH/USDT', 'SOL/USDT']);
    expect(symbols).toContain('BTC/USDT');
  });

  test('has its head in lines that 80 columns hold, and 24 rows in all', async () => {
    const lines = (await runCli(['explain', 'KIVPE', '--quiet'], { COLUMNS: '80' })).stdout.split('\n');
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    expect(lines.length).toBeLessThanOrEqual(24);
    expect(lines.at(-2)).toMatch(/^With --full: .*\. For real prices: --exchange binance or --candles FILE$/);
  });
});

describe('a span of time', () => {
  test.each([['indicators', 'BTC'], ['history']])(
    'that ends before it begins is refused by %s',
    async (...verb) => {
      const [exitCode, stderr] = await refusal(...verb, '--from', '2025-03-12', '--to', '2025-03-01');
      expect([exitCode, stderr]).toEqual([
        64,
        'squall: --from must be before --to, got 2025-03-12T00:00:00Z and 2025-03-01T00:00:00Z\n',
      ]);
    },
  );

  test('in which no bar opens is reported', async () => {
    const { stderr } = await runCli(['indicators', 'BTC', '--from', '2030-01-01', '--markets', '20']);
    expect(stderr).toMatch(
      /No bar opens from --from to --to; the first one opens at 2025-.*, the last at 2025-/,
    );
  });

  test.each(['2025-03-11T15:30', '1741707000', '1741707000000'])(
    'ends at %s, however it is written',
    async (time) => {
      const { stdout } = await runCli(['scan', ...FEW, '--as-of', time, '--json']);
      expect(JSON.parse(stdout)).toMatchObject({ asOf: '2025-03-11T15:30:00.000Z' });
    },
  );
});

describe('replay', () => {
  test('shows the columns, the order and the legend of a scan', async () => {
    const args = [
      'replay',
      day,
      '--all',
      '--limit',
      '2',
      '--columns',
      'symbol,price',
      '--sort',
      'price:asc',
      '--legend',
    ];
    const { stdout } = await runCli(args);
    expect(stdout).toMatch(/\nSymbol +Price\n/);
    expect(stdout).toMatch(/\nSymbol {2}symbol: base\/quote/);
    expect((await refusal('replay', day, '--sort', 'prise'))[1]).toMatch(
      /there is no column "prise"; did you mean "price"/,
    );
  });
});

describe('--legend', () => {
  test('is below Markdown too, with the names of CSV and JSON', async () => {
    const { stdout } = await runCli(['scan', ...FEW, '--all', '--format', 'md', '--legend']);
    expect(stdout).toContain('\n- Surge 1h (surgeLong): ');
  });
});

describe('a file', () => {
  test('that is - is stdout, and what is said of it is on stderr', async () => {
    const { stdout, stderr } = await runCli(['export', day, '--arrow', '-']);
    expect(stdout).toMatch(/^ARROW1/);
    expect(stderr).toMatch(/-: candles of .*day\.squall/);
  });

  test.each([
    [['export', 'DAY', '--arrow', '-', '--json'], '--json cannot be combined with a file that is -'],
    [['edge', '--svg', '-'], '--svg: expected a file, got -'],
    [['record', '-o', '-'], 'Expected -o with the file to record to'],
  ])('that is - is refused by %j', async (args, sentence) => {
    const [exitCode, stderr] = await refusal(...args.map((arg) => arg.replace('DAY', day)));
    expect([exitCode, stderr]).toEqual([64, expect.stringContaining(sentence)]);
  });

  test('that is not a recording is not served', async () => {
    const file = join(folder, 'other.txt');
    writeFileSync(file, 'something else');
    expect(await refusal('serve', file)).toEqual([
      22,
      `squall: Expected a Squall recording, got something else: ${file}\n`,
    ]);
  });

  test.each([
    ['emulate', '--ledger'],
    ['edge', '--markets', '5', '--state-dir', 'STATE', '--svg'],
    ['export', 'DAY', '--html'],
  ])('that cannot be made is one sentence of %s', async (...verb) => {
    const args = verb.map((arg) => arg.replace('DAY', day).replace('STATE', folder));
    const [exitCode, stderr] = await refusal(...args, '/nowhere/file');
    expect([exitCode, stderr]).toEqual([
      73,
      expect.stringMatching(/squall: Cannot write \/nowhere\/file: no such file or folder\n$/),
    ]);
  });

  test('of settings may begin with the mark of Windows’ editors', async () => {
    const file = join(folder, 'bom.json');
    writeFileSync(file, '\uFEFF{"limit": 7}');
    expect((await runCli(['scan', '--print-config', '--config', file])).stdout).toContain('\nlimit = 7  ');
  });
});

describe('serve', () => {
  test.each([
    [
      ['--exchange', 'binanc'],
      'Expected an exchange that ccxt knows, like binance, bybit, okx or kraken, got "binanc"; did you mean "binance"?',
    ],
    [
      ['--exchange', 'kraken', '--timeframe', '3m'],
      'Expected a timeframe for which kraken has candles (1m, 5m, 15m, 30m, 1h, 4h, 1d), got 3m.',
    ],
    [['--exchange', 'kraken', '--preset', 'defalt'], 'Unknown preset "defalt"; did you mean "default"?'],
  ])('prints no address where %j cannot be scanned', async (args, sentence) => {
    const { exitCode, stdout, stderr } = await runCli(['serve', ...args]);
    expect([exitCode, stdout, stderr]).toEqual([64, '', `squall: ${sentence}\n`]);
  });
});
