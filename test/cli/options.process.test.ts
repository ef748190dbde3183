import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command, Option } from 'commander';
import { afterAll, beforeAll, describe, expect, test } from '../support/jest.js';
import { fullName } from '../../src/cli/full-name.js';
import { buildProgram } from '../../src/cli/program.js';
import type { Emulator } from '../../src/emulator/emulator.js';
import { startEmulator } from '../../src/emulator/emulator.js';
import { candleCsv } from '../support/candle-csv.js';
import { runCli } from '../support/run-cli.js';

const root = process.cwd();
let folder: string;
let emulator: Emulator;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'squall-options-'));
  process.chdir(folder);
  emulator = await startEmulator({ dialect: 'binance', markets: 12, speed: 0, referee: 'relaxed' });
  writeFileSync('candles.csv', candleCsv({ markets: 3, bars: 900 }));
  writeFileSync('squall-preset.json', (await runCli(['presets', 'show', 'default'])).stdout);
  for (const args of [
    'record --markets 8 --once 1 -o day.squall',
    'candles import candles.csv --as binance --store-dir stores',
    `monitor snapshot --pid ${process.pid} -o before.json`,
    `monitor snapshot --pid ${process.pid} -o after.json`,
  ]) {
    const { exitCode, stderr } = await runCli(args.split(' '));
    if (exitCode !== 0) throw new Error(`${args}: ${stderr}`);
  }
});
afterAll(async () => {
  process.chdir(root);
  await emulator.close();
  rmSync(folder, { recursive: true });
});

function leaves(command: Command): Command[] {
  if (command.name() === 'help') return [];
  return command.commands.length === 0 ? [command] : command.commands.flatMap(leaves);
}

const verbs = leaves(buildProgram());
const shown = (command: Command): Option[] => command.options.filter(({ hidden }) => !hidden);

/** An address without a server: a verb that connects to it has accepted its options. */
const NOBODY = 'http://127.0.0.1:9';

/** A command line of each verb that ends by itself with 0, or stops where its settings are printed. */
const LINES: Readonly<Record<string, string>> = {
  completion: 'bash',
  scan: '',
  watch: '--once',
  explain: 'BTC/USDT',
  levels: 'BTC/USDT',
  indicators: 'BTC/USDT',
  history: '--candles candles.csv',
  edge: '--candles candles.csv --state-dir state',
  tune: '--candles candles.csv --vary surgeLong.min=1,2 --state-dir state',
  plan: 'LIVE',
  markets: 'LIVE',
  doctor: '',
  exchanges: '',
  download: 'LIVE --from 2025-03-11T12:00:00Z --store-dir downloads',
  emulate: '--print-config',
  serve: '--print-config',
  record: '-o new.squall --once 1',
  replay: 'day.squall',
  verify: 'day.squall',
  export: 'day.squall --parquet candles.parquet',
  'presets list': '',
  'presets show': 'default',
  'presets validate': 'squall-preset.json',
  'candles list': '--store-dir stores',
  'candles info': 'binance --store-dir stores',
  'candles verify': 'binance --store-dir stores',
  'candles export': 'binance --csv out.csv --store-dir stores',
  'candles import': 'candles.csv --as binance --store-dir stores',
  'monitor live': `--once --pid ${process.pid}`,
  'monitor snapshot': `--pid ${process.pid}`,
  'monitor diff': 'before.json after.json',
  'monitor set-threshold': `cpuPercent 90 --url ${NOBODY} --token x`,
};

/** A value of each option that takes one; where verbs differ, by the name of the verb. */
const VALUES: Readonly<Record<string, string | Readonly<Record<string, string>>>> = {
  profile: 'low-cpu',
  exchange: 'binance',
  type: 'spot',
  baseUrl: 'EMULATOR',
  stateDir: 'state',
  recording: 'day.squall',
  store: 'binance',
  storeDir: 'stores',
  candles: 'candles.csv',
  preset: 'default',
  timeframe: { default: '15m', 'candles import': '5m' },
  asOf: '2025-03-11T15:00:00Z',
  symbol: 'BTC/USDT',
  symbols: 'BTC/USDT',
  quote: 'USDT',
  bars: '400',
  limit: '3',
  set: 'change1h.minPct=1',
  columns: 'symbol,price',
  sort: 'surgeLong',
  newSince: 'seen.json',
  exitCodeIfEmpty: '0',
  engine: 'scalar',
  workers: '1',
  batches: 'fixed',
  batchSize: '4',
  concurrency: '1',
  maxMemory: '2G',
  cacheSize: 'half',
  onMissing: 'skip',
  minCoverage: '0.1',
  deadline: '60s',
  every: '1h',
  grace: '1s',
  once: '1',
  record: 'watched.squall',
  onEnter: 'true',
  metrics: '127.0.0.1:0',
  seed: '2',
  markets: '12',
  color: 'never',
  format: { default: 'json', watch: 'ndjson' },
  output: { default: '-', record: 'other.squall' },
  config: 'empty.json',
  from: '2025-03-11T12:00:00Z',
  to: '2025-03-11T15:00:00Z',
  last: '5',
  only: 'rsi',
  param: 'rsi.period=9',
  horizon: { default: '1h', history: '1h,4h', edge: '1h,4h' },
  primary: '1h',
  costs: '5',
  html: 'out.html',
  svg: 'out.svg',
  vary: 'change1h.minPct=1,2',
  candidates: '3',
  dialect: 'kraken',
  port: '0',
  controlPort: '0',
  latency: '1',
  speed: '1',
  referee: 'off',
  scenario: 'none.json',
  ledger: 'ledger.ndjson',
  pid: String(process.pid),
  url: NOBODY,
  token: 'x',
  at: '2025-03-11T15:30:00Z',
  host: '127.0.0.1',
  allowHost: 'localhost',
  parquet: 'other.parquet',
  arrow: 'other.arrow',
  csv: 'other.csv',
  freqtrade: 'freqtrade',
  table: 'scans',
  as: 'binance',
};

/** Other options that an option needs, or replaces. */
const WITH: Readonly<Record<string, string>> = {
  exchange: '--base-url EMULATOR --pace-off --state-dir state',
  baseUrl: '--exchange binance --pace-off --state-dir state',
  paceOff: '--exchange binance --base-url EMULATOR --state-dir state',
  type: '--exchange binance --base-url EMULATOR --pace-off --state-dir state',
  store: '--store-dir stores',
  cacheSize: '--cache',
  primary: '--horizon 1h,4h',
  from: '--to 2025-03-11T15:00:00Z',
};
/** Time spans within the fixtures; a span of candle files is a different one. */
const SPANS: Readonly<Record<string, string>> = {
  history: '2024-03-02',
  edge: '2024-03-04',
  tune: '2024-03-04',
  download: '2025-03-11T14:00:00Z',
  'candles export': '2024-03-02',
};

function wordsOf(verb: string, option: Option): string[] {
  const name = option.attributeName();
  const { required, optional, long } = option;
  const value = VALUES[name];
  const text = typeof value === 'string' ? value : (value?.[verb] ?? value?.default ?? '');
  if (required || optional) expect([name, text]).not.toEqual([name, '']);
  const span = name === 'from' || name === 'to' ? (SPANS[verb] ?? text) : text;
  return [long!, ...(required || optional ? [span] : [])];
}

const withoutSource = (line: string): string => line.replace(/--candles candles.csv|--pid \d+/, '');
const SOURCE = new Set([
  'url',
  'exchange',
  'baseUrl',
  'paceOff',
  'type',
  'store',
  'recording',
  'simulate',
  'candles',
]);
const ONLY_SIMULATED = new Set(['scan', 'explain', 'levels', 'indicators', 'watch', 'record']);

function lineOf(verb: string, option: Option): string[] {
  const name = option.attributeName();
  const isLive = LINES[verb].startsWith('LIVE') || verb === 'serve';
  const beside =
    isLive || verb === 'candles import' ? '' : name === 'from' && verb !== 'record' ? '' : WITH[name];
  const line = SOURCE.has(name) ? withoutSource(LINES[verb]) : LINES[verb];
  const small = ONLY_SIMULATED.has(verb) && name !== 'markets' ? '--markets 12' : '';
  const words = [line, small, beside ?? '']
    .join(' ')
    .split(' ')
    .filter((word) => word !== '');
  const live = `--exchange binance --base-url ${emulator.baseUrl} --pace-off --state-dir state`;
  return [...verb.split(' '), ...words, ...wordsOf(verb, option)].flatMap((word) =>
    word === 'LIVE' ? live.split(' ') : [word.replace('EMULATOR', emulator.baseUrl)],
  );
}

describe('the help of a verb lists what it takes', () => {
  test('of every verb', () => {
    expect(verbs.map(fullName).sort()).toEqual(Object.keys(LINES).sort());
  });

  test.each(verbs.map((command) => [fullName(command), command] as const))(
    '%s takes every option that it lists',
    async (verb, command) => {
      writeFileSync('empty.json', '{}');
      const failed: string[] = [];
      for (const option of shown(command)) {
        rmSync('new.squall', { force: true });
        rmSync('watched.squall', { force: true });
        const args = lineOf(verb, option);
        const { exitCode, stderr } = await runCli(args);
        if (exitCode !== 0 && !(exitCode === 69 && args.join(' ').includes(NOBODY))) {
          failed.push(`${args.join(' ')}: ${exitCode} ${stderr}`);
        }
      }
      expect(failed).toEqual([]);
    },
    120_000,
  );

  test.each(verbs.map((command) => [fullName(command), command] as const))(
    '%s rejects every option of other verbs',
    async (verb, command) => {
      const failed: string[] = [];
      const own = new Set(shown(command).map(({ long }) => long));
      const others = new Map(verbs.flatMap(shown).map((option) => [option.long, option]));
      for (const [long, option] of others) {
        if (own.has(long)) continue;
        const args = [...verb.split(' '), ...LINES[verb].split(' '), ...wordsOf(verb, option)];
        const { exitCode, stderr } = await runCli(args.filter((word) => word !== ''));
        if (exitCode !== 64 || !/unknown option|cannot be combined with/.test(stderr)) {
          failed.push(`${args.join(' ')}: ${exitCode} ${stderr}`);
        }
      }
      expect(failed).toEqual([]);
    },
  );
});
