import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '../support/jest.js';
import { candleCsv } from '../support/candle-csv.js';
import { configurationDocs } from '../../scripts/configuration-docs.js';
import { checkFolderSetting } from '../../src/cli/folder-config.js';
import { buildProgram } from '../../src/cli/program.js';
import type { SettingName } from '../../src/cli/settings.js';
import { resolveSettings, SETTINGS, variableOf } from '../../src/cli/settings.js';
import { runCli } from '../support/run-cli.js';

const root = process.cwd();
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'squall-config-'));
  process.chdir(folder);
});
afterEach(() => {
  process.chdir(root);
  rmSync(folder, { recursive: true });
});

const write = (path: string, settings: object): void => writeFileSync(path, JSON.stringify(settings));
const resolve = (flags: object, environment: Record<string, string>) =>
  resolveSettings({ ...flags }, environment, new Set(Object.keys(SETTINGS)));

describe('settings', () => {
  test('come from the user’s file, the folder’s, variables, --config and flags, each overriding the one before', () => {
    mkdirSync('home/.config/squall', { recursive: true });
    write('home/.config/squall/config.json', { seed: 1, limit: 1, bars: 301, markets: 1, quote: 'USDT' });
    write('squall.json', { limit: 2, bars: 302, markets: 2, seed: 2 });
    write('given.json', { markets: 4, seed: 4 });
    const { values, origins } = resolve(
      { config: 'given.json', seed: '5' },
      { HOME: join(folder, 'home'), SQUALL_BARS: '303', SQUALL_MARKETS: '3', SQUALL_SEED: '3' },
    );
    expect(values).toEqual({ quote: 'USDT', limit: 2, bars: 303, markets: 4, seed: 5 });
    expect(origins).toMatchObject({
      quote: `config file ${join(folder, 'home/.config/squall/config.json')}`,
      limit: 'config file squall.json',
      bars: 'environment',
      markets: 'config file',
      seed: 'command line',
    });
  });

  test('are read from XDG_CONFIG_HOME before ~/.config', () => {
    mkdirSync('xdg/squall', { recursive: true });
    mkdirSync('.config/squall', { recursive: true });
    write('xdg/squall/config.json', { limit: 7 });
    write('.config/squall/config.json', { limit: 8 });
    expect(resolve({}, { HOME: folder, XDG_CONFIG_HOME: join(folder, 'xdg') }).values).toEqual({ limit: 7 });
    expect(resolve({}, { HOME: folder, XDG_CONFIG_HOME: '' }).values).toEqual({ limit: 8 });
  });

  test.each([
    ['SQUALL_LIMITS', 'unknown variable SQUALL_LIMITS; did you mean "SQUALL_LIMIT"?'],
    ['SQUALL_TIMEFRAM', 'unknown variable SQUALL_TIMEFRAM; did you mean "SQUALL_TIMEFRAME"?'],
    ['SQUALL_DEBUGG', 'unknown variable SQUALL_DEBUGG; did you mean "SQUALL_DEBUG"?'],
    ['SQUALL_ZZZZZZZZ', 'unknown variable SQUALL_ZZZZZZZZ'],
  ])('are rejected with the nearest name: %s', async (name, sentence) => {
    const { exitCode, stderr } = await runCli(['scan', '--print-config'], { [name]: '1' });
    expect([exitCode, stderr]).toEqual([78, `squall: ${sentence}\n`]);
  });

  test.each([
    ['[]', 'squall.json: expected a JSON object of settings'],
    ['{', 'squall.json: expected JSON: '],
    ['{"limt": 3}', 'squall.json: unknown setting "limt"; did you mean "limit"?'],
    ['{"toString": 3}', 'squall.json: unknown setting "toString"'],
    ['{"limit": "many"}', 'squall.json: limit: expected a whole number from 1 to 100000, got "many"'],
    ['{"apiKey": "x"}', 'squall.json: apiKey: Squall needs no key; remove it'],
  ])('of an automatic file are rejected like those of a named one: %s', async (text, sentence) => {
    writeFileSync('squall.json', text);
    const { exitCode, stderr } = await runCli(['scan', '--print-config']);
    expect(exitCode).toBe(78);
    expect(stderr).toContain(sentence);
  });

  test('are printed as a config file that gives the same settings', async () => {
    const given = ['--as-of', '2025-03-11T15:30:00Z', '--timeframe', '15m', '--symbols', 'BTC/USDT,ETH/USDT'];
    const more = [
      '--max-memory',
      '256M',
      '--deadline',
      '10s',
      '--workers',
      '2',
      '--all',
      '--profile',
      'low-cpu',
    ];
    const { stdout } = await runCli(['scan', ...given, ...more, '--print-config', '--json']);
    writeFileSync('squall.json', stdout);
    const again = await runCli(['scan', '--print-config', '--json']);
    expect(again.stdout).toBe(stdout);
    expect(JSON.parse(stdout)).toMatchObject({
      timeframe: '15m',
      symbols: ['BTC/USDT', 'ETH/USDT'],
      all: true,
      bars: 300,
      batchSize: 20,
      type: 'spot',
      workers: 2,
    });
    const { asOf, timeframe, symbols, maxMemory, deadline } = resolve({}, {}).values;
    expect([asOf, timeframe, symbols]).toEqual([1_741_707_000_000, 900_000, ['BTC/USDT', 'ETH/USDT']]);
    expect([maxMemory, deadline]).toEqual([2 ** 28, 10_000]);
  });

  test('are all listed in docs/configuration.md (npm run configuration)', () => {
    expect(readFileSync(join(root, 'docs/configuration.md'), 'utf8')).toBe(configurationDocs());
  });
});

describe('a source', () => {
  test.each<[Record<string, string>, Record<string, unknown>, object]>([
    [{}, {}, { exchange: 'kraken' }],
    [{ SQUALL_STORE: 'binance' }, {}, { store: 'binance' }],
    [{ SQUALL_STORE: 'binance' }, { recording: 'day.squall' }, { recording: 'day.squall' }],
    [{}, { candles: ['candles.csv'] }, {}],
    [{ SQUALL_STORE: 'binance' }, { simulate: true }, {}],
    [{}, { exchange: 'okx' }, { exchange: 'okx' }],
  ])('named closer to the command replaces another: %j, %j', (environment, flags, source) => {
    write('squall.json', { exchange: 'kraken' });
    expect(resolve(flags, environment).values).toEqual(source);
  });

  test('is unique: two at the same level contradict each other', async () => {
    write('squall.json', { exchange: 'kraken', store: 'binance' });
    const { exitCode, stderr } = await runCli(['scan']);
    expect([exitCode, stderr]).toEqual([
      64,
      'squall: Expected one source, got both --exchange and --store\n',
    ]);
  });

  test('not taken by a verb is an error, and ignored if the verb takes none', async () => {
    write('squall.json', { exchange: 'kraken' });
    const { exitCode, stderr } = await runCli(['history']);
    expect([exitCode, stderr]).toEqual([
      64,
      'squall: Expected a source that this verb takes (see its --help), got exchange "kraken" (config file squall.json)\n',
    ]);
    expect((await runCli(['presets', 'list'])).exitCode).toBe(0);
  });

  test('from a config file is overridden by candle files', async () => {
    write('squall.json', { exchange: 'kraken', set: 'surgeLong.min=1' });
    writeFileSync('candles.csv', candleCsv({ markets: 2, bars: 600 }));
    const { exitCode, stderr } = await runCli(['scan', '--candles', 'candles.csv']);
    expect([exitCode, stderr]).toEqual([0, '']);
  });
});

describe('a setting that a verb does not take', () => {
  test('is checked, and left out', async () => {
    const of = (settings: object) =>
      resolveSettings(settings as Record<string, unknown>, {}, new Set(['limit'])).values;
    write('squall.json', { limit: 2, quote: 'EUR' });
    expect(of({})).toEqual({ limit: 2 });
    const levels = await runCli(['levels', 'BTC/USDT']);
    expect([levels.exitCode, levels.stderr.includes('EUR')]).toEqual([0, false]);
    write('squall.json', { deadline: 'soon' });
    expect((await runCli(['levels', 'BTC/USDT'])).exitCode).toBe(78);
  });
});

/** A value of every setting as given by a user, and as parsed. */
const SAMPLES: Readonly<Record<SettingName, readonly [given: string, value: unknown]>> = {
  profile: ['low-cpu', 'low-cpu'],
  exchange: ['kraken', 'kraken'],
  type: ['swap', 'swap'],
  baseUrl: ['http://127.0.0.1:9', 'http://127.0.0.1:9'],
  paceOff: ['true', true],
  stateDir: ['state', 'state'],
  recording: ['day.squall', 'day.squall'],
  store: ['binance-spot-5m', 'binance-spot-5m'],
  storeDir: ['stores', 'stores'],
  preset: ['breakout-v1', 'breakout-v1'],
  timeframe: ['15m', 900_000],
  asOf: ['2025-03-11T15:30:00Z', 1_741_707_000_000],
  symbol: ['BTC/USDT', 'BTC/USDT'],
  symbols: ['BTC/USDT,ETH/USDT', ['BTC/USDT', 'ETH/USDT']],
  quote: ['USDT', 'USDT'],
  bars: ['300', 300],
  limit: ['5', 5],
  all: ['true', true],
  set: ['surgeLong.min=2,change1h.minPct=1', ['surgeLong.min=2', 'change1h.minPct=1']],
  columns: ['symbol,price', ['symbol', 'price']],
  sort: ['price:asc', { name: 'price', isAscending: true }],
  legend: ['true', true],
  compact: ['true', true],
  newSince: ['seen.json', 'seen.json'],
  exitCodeIfEmpty: ['3', 3],
  engine: ['js', 'js'],
  workers: ['2', 2],
  batches: ['fixed', 'fixed'],
  batchSize: ['4', 4],
  concurrency: ['3', 3],
  maxMemory: ['256M', 2 ** 28],
  verbose: ['true', true],
  skipLevels: ['true', true],
  cache: ['true', true],
  cacheSize: ['half', 'half'],
  onMissing: ['skip', 'skip'],
  requireReference: ['true', true],
  minCoverage: ['0.5', 0.5],
  deadline: ['10s', 10_000],
  every: ['15m', 900_000],
  grace: ['3s', 3_000],
  once: ['2', 2],
  record: ['day.squall', 'day.squall'],
  onEnter: ['notify-send "a b"', ['notify-send', 'a b']],
  metrics: ['127.0.0.1:9464', '127.0.0.1:9464'],
  autoTune: ['true', true],
  logJson: ['true', true],
  seed: ['7', 7],
  markets: ['30', 30],
  color: ['never', 'never'],
  quiet: ['true', true],
};

describe.each(Object.entries(SAMPLES))('%s', (name, [given, value]) => {
  const setting = name as SettingName;
  const taken = new Set([name]);

  test('means the same as a flag, a variable and in a config file', () => {
    const asJson = given === 'true' ? true : /^[\d.]+$/.test(given) ? Number(given) : given;
    write('given.json', { [name]: asJson });
    write('list.json', { [name]: given.split(',') });
    for (const from of [
      [{ [name]: given === 'true' ? true : given }, {}],
      [{}, { [variableOf(setting)]: given }],
      [{ config: 'given.json' }, {}],
      ...(Array.isArray(value) && setting !== 'onEnter' ? [[{ config: 'list.json' }, {}] as const] : []),
    ] as const) {
      expect(resolveSettings(from[0], from[1], taken).values).toMatchObject({ [name]: value });
    }
  });

  test('is taken by a verb, and printed as valid config with its origin', async () => {
    const program = buildProgram();
    const verbs = program.commands.flatMap((verb) => (verb.commands.length > 0 ? verb.commands : [verb]));
    const found = verbs.find(({ options }) => options.some((option) => option.attributeName() === name))!;
    const path = found.parent === program ? [found.name()] : [found.parent!.name(), found.name()];
    const args = [...path, ...found.registeredArguments.map(() => 'x'), '--print-config'];
    const variable = { [variableOf(setting)]: given };
    const { stdout, stderr, exitCode } = await runCli([...args, '--json'], variable);
    expect([exitCode, stderr]).toEqual([0, '']);
    write('printed.json', JSON.parse(stdout) as object);
    const again = await runCli([...args, '--json', '--config', 'printed.json']);
    expect(again.stdout).toBe(stdout);
    expect(resolveSettings({ config: 'printed.json' }, {}, taken).values).toMatchObject({ [name]: value });
    const lines = (await runCli(args, variable)).stdout.split('\n');
    expect(lines.filter((line) => line.startsWith(`${name} = `))).toEqual([
      expect.stringMatching(/ {2}\(environment\)$/),
    ]);
  });

  test('is rejected in one sentence that says where it was set', () => {
    const wrong = [{ [name]: { a: 1 } }, { [name]: null }];
    for (const one of wrong) {
      write('given.json', one);
      expect(() => resolveSettings({ config: 'given.json' }, {}, taken)).toThrow(
        new RegExp(`^given.json: ${name}: expected `),
      );
    }
  });
});

describe('an automatic squall.json', () => {
  test.each([
    ['stateDir', 'state'],
    ['metrics', '0.0.0.0:9464'],
    ['baseUrl', 'http://127.0.0.1:9'],
    ['paceOff', true],
  ])('cannot set %s', async (name, value) => {
    write('squall.json', { [name]: value });
    const { exitCode, stderr } = await runCli(['scan', '--print-config']);
    expect([exitCode, stderr]).toEqual([
      78,
      `squall: squall.json: ${name}: ignored in a config file that was not named; use --config squall.json to apply it\n`,
    ]);
  });

  test('names files to write to in its own folder only, wherever links lead', async () => {
    mkdirSync('sub');
    symlinkSync(tmpdir(), 'out');
    symlinkSync('sub', 'in');
    symlinkSync(join(tmpdir(), 'squall-not-there'), 'dangling');
    for (const name of ['record', 'newSince', 'storeDir']) {
      for (const path of ['x', './x', 'sub/../x', 'sub/new/x', 'in/x', '..x']) {
        write('squall.json', { [name]: path });
        expect([path, (await runCli(['scan', '--print-config'])).exitCode]).toEqual([path, 0]);
      }
      for (const path of [
        join(tmpdir(), 'x'),
        '../x',
        '..',
        'sub/../../x',
        'out/x',
        'out/new/x',
        'dangling',
        'dangling/x',
        '',
      ]) {
        write('squall.json', { [name]: path });
        const { exitCode, stderr } = await runCli(['scan', '--print-config']);
        expect([path, exitCode]).toEqual([path, 78]);
        expect(stderr).toContain(`squall.json: ${name}: expected a path in this folder, got "${path}"`);
      }
    }
  });

  test('may set anything when it is named', async () => {
    write('squall.json', { limit: 3 });
    write('mine.json', { stateDir: join(tmpdir(), 'x'), record: '../x' });
    expect((await runCli(['scan', '--config', 'mine.json', '--print-config'])).exitCode).toBe(0);
  });

  test('has a word on every setting', () => {
    const refused = (name: string): boolean => {
      try {
        checkFolderSetting(name, 'x');
        return false;
      } catch {
        return true;
      }
    };
    expect(Object.keys(SETTINGS).filter(refused)).toEqual([
      'baseUrl',
      'paceOff',
      'stateDir',
      'onEnter',
      'metrics',
    ]);
  });
});
