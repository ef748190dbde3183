import fc from 'fast-check';

/** Values of options: what each may be, and what none should be. */
const FILES = [
  ...[
    'candles.csv',
    'candles.csv.gz',
    'day.squall',
    'snapshot.json',
    'seen.json',
    'scan.json',
    'preset.json',
  ],
  ...[
    'config.json',
    'scenario.json',
    'stores',
    'stores/binance-spot-5m',
    'state',
    'folder',
    'empty',
    'fifo',
    'none',
  ],
  ...[
    'none/none',
    '.',
    '..',
    '-',
    '../../x',
    '/dev/null',
    '/dev/full',
    '/dev/null/x',
    '/proc/nope',
    'out.json',
    'out.csv',
  ],
];

const TIMES = [
  '2025-03-11T13:00:00Z',
  '2024-08-05T20:00:00Z',
  '2024-08-06',
  '1741698000000',
  '0',
  '275760-09-13',
  '2025-02-30',
];
const DURATIONS = ['1h', '1h,4h', '100ms', '1s', '5m', '0s', '24h', '1.5h', '99999999h', '-1h', '1h,,', '0'];
const NUMBERS = [
  '0',
  '1',
  '2',
  '5',
  '60',
  '100',
  '-1',
  '1.5',
  '1e3',
  '1e400',
  'NaN',
  'Infinity',
  '0x10',
  ' 1',
  '1 ',
  '99999999999999999999',
  '٣',
  '',
];
const MARKETS = [
  'BTC/USDT',
  'btc',
  '*',
  '*/USDT',
  'TEST/USDT',
  'A/B:C',
  '/',
  '-',
  '**',
  '../../x',
  'CON',
  'BTC/USDT,ETH/USDT',
  ',',
  '[',
  '(a+)+$',
];
const NAMES = [
  'default',
  'breakout-v1',
  'binance',
  'bybit',
  'kraken',
  'okx',
  'BINANCE',
  'spot',
  'swap',
  'auto',
  'js',
  'simd',
  'low-memory',
  'USDT',
  'table',
  'json',
  'csv',
  'scans',
  'binance-spot-5m',
  'rsi',
  'rsi,atr',
  'rsi.period=9',
  'rsi.period=1e9',
  'rank:asc',
  'score',
  'on',
  'off',
  'true',
  'false',
  'full',
  'skip',
  'bash',
  'cpuPercent',
];
const LIMITS = [
  'change1h.minPct=1',
  'change1h.minPct=1..5',
  'surgeLong.min=2,3',
  'surgeLong.min=1e400',
  'x.y=1',
  '__proto__.x=1',
  'constructor.prototype=1',
  '=',
  'change1h.minPct=',
  'a=b=c',
  'weights.volume=1..2',
  'surgeLong.min=1..1e308',
  'surgeLong.min=-1..0',
];
const ADDRESSES = [
  '127.0.0.1:0',
  '127.0.0.1',
  'localhost:0',
  '127.0.0.1:99999',
  '[::1]:0',
  '0.0.0.0:0',
  ':',
  'http://127.0.0.1:9',
  'http://127.0.0.1:1/../..',
  'http://user:pw@127.0.0.1:9',
  'file:///etc/passwd',
  'http://[',
  'javascript:1',
  'nobody.invalid:1',
  'http://nobody.invalid',
];
const NASTY = [
  '__proto__',
  'constructor',
  'toString',
  '\u001b[31mred',
  '\u202eevil',
  '\u200b',
  '\u0085',
  '\u009b31m',
  'a\nb',
  'a\rb',
  '=1+1',
  '\ud800',
  '\udfff\ud800',
  '💥',
  '\ufeff',
  'x'.repeat(10_000),
  'y'.repeat(300),
  '%00',
  '%s%n',
  '--',
  '-',
  '--x',
  '<b>',
  '`id`',
  '$(id)',
  "';",
];

const KNOWN = [...FILES, ...TIMES, ...DURATIONS, ...NUMBERS, ...MARKETS, ...NAMES, ...LIMITS, ...ADDRESSES];

/** Makes a path one that stays in place. */
const relative = (text: string): string => text.replace(/^\/+/, '').replaceAll('\0', '');

export const oddValue: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...KNOWN) },
  { weight: 2, arbitrary: fc.constantFrom(...NASTY) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }).map(relative) },
);

/** A plausible value, by what an option calls it, so that a command gets to its work. */
const FITTING: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^--(from|to|at|as-of)\b/, TIMES],
  [/^--(exchange|as)\b/, ['binance', 'bybit', 'kraken', 'nope']],
  [/^--(base-url|url)\b/, ['http://127.0.0.1:9', 'http://127.0.0.1:1']],
  [/^--candles\b/, ['candles.csv', 'candles.csv.gz', 'folder', 'fifo', '-']],
  [/^--recording\b/, ['day.squall']],
  [/^--store\b/, ['stores/binance-spot-5m', 'binance-spot-5m']],
  [/^--store-dir\b/, ['stores']],
  [/^--state-dir\b/, ['state', 'newstate']],
  [/^--preset\b/, ['default', 'breakout-v1', 'preset.json']],
  [/^--(set|vary)\b/, LIMITS],
  [/^--(symbols?|quote)\b/, MARKETS],
  [/^--(markets|bars|limit|batch-size|concurrency|once|last|candidates)\b/, ['1', '2', '3', '5', '60']],
  [/^--(port|control-port|latency|speed|seed|costs)\b/, ['0', '1']],
  [/^--(format|table|engine|color|batches|referee|dialect|type|only|param|profile)\b/, NAMES],
  [/^--(metrics|host)\b/, ['127.0.0.1:0', '127.0.0.1']],
  [/^--(horizon|primary|every|grace|deadline|timeframe)\b/, [...DURATIONS, '1m', '5m', '15m']],
  [/<(file|folder|files)/, FILES],
];

/** Sixty threads are allowed if requested, with the memory that they take. */
const WORKERS = ['auto', '1', '2', '3', '0', '65', '-1', '1.5', 'many', ''];

/** @param flags  as commander has them: `--bars <n>`, or `<store>` of an argument. */
export function valueOf(flags: string): fc.Arbitrary<string> {
  if (flags.startsWith('--workers')) return fc.constantFrom(...WORKERS);
  const fitting = FITTING.find(([pattern]) => pattern.test(flags))?.[1];
  if (fitting === undefined) return oddValue;
  return fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...fitting) }, { weight: 1, arbitrary: oddValue });
}
