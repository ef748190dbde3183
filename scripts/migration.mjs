// Runs technicalindicators and trading-signals beside our kernels on the same candles and writes the findings
// into the tables of docs/migration.md. They are installed in a temporary folder. Run: npm run migration
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { indicators, simulate } from '../build/js/src/index.js';

const VERSIONS = { technicalindicators: '3.1.0', 'trading-signals': '8.3.0' };
const BARS = 600;
/** Long after the seeds of the averages have worn off. */
const RECENT = 100;

const folder = mkdtempSync(join(tmpdir(), 'squall-migration-'));
writeFileSync(join(folder, 'package.json'), '{"private":true,"type":"module"}');
const packages = Object.entries(VERSIONS).map(([name, version]) => `${name}@${version}`);
execFileSync('npm', ['install', '--prefer-offline', '--ignore-scripts', '--silent', ...packages], {
  cwd: folder,
});
const require = createRequire(join(folder, 'package.json'));
const technical = require('technicalindicators');
const signals = await import(require.resolve('trading-signals'));

const feed = simulate({ seed: 1, marketCount: 2 });
const [answer] = await feed.bars(['BTC/USDT'], 300_000, BARS, feed.world.defaultAsOfMs);
const { high, low, close, volume, openTimeMs } = answer.candles;
const candles = Array.from(close, (_, bar) => ({
  open: answer.candles.open[bar],
  high: high[bar],
  low: low[bar],
  close: close[bar],
  volume: volume[bar],
}));
const own = await indicators({ high, low, close, volume, openTimeMs });

/**
 * A shorter result, padded to the length of the input: technicalindicators leaves out bars without a value.
 */
function padded(values, length = BARS) {
  return [...Array(length - values.length).fill(NaN), ...values];
}

/** All results of a trading-signals indicator, NaN for null. */
function streamed(indicator, inputs, pick = (result) => result) {
  return inputs.map((input) => {
    const result = indicator.update(input, false);
    return result === null || result === undefined ? NaN : pick(result);
  });
}

const columns = { high: [...high], low: [...low], close: [...close], volume: [...volume] };
const values = columns.close;
const bands = technical.BollingerBands.calculate({ period: 20, stdDev: 2, values });
const PEERS = {
  technicalindicators: {
    sma: ['SMA.calculate', padded(technical.SMA.calculate({ period: 20, values }))],
    ema: ['EMA.calculate', padded(technical.EMA.calculate({ period: 20, values }))],
    rsi: ['RSI.calculate', padded(technical.RSI.calculate({ period: 14, values }))],
    trueRange: ['TrueRange.calculate', padded(technical.TrueRange.calculate(columns))],
    atr: ['ATR.calculate', padded(technical.ATR.calculate({ period: 14, ...columns }))],
    bbUpper: ['BollingerBands.calculate: upper', padded(bands.map(({ upper }) => upper))],
    bbMiddle: ['BollingerBands.calculate: middle', padded(bands.map(({ middle }) => middle))],
    bbPercentB: ['BollingerBands.calculate: pb', padded(bands.map(({ pb }) => pb))],
    donchianHigh: [
      'Highest.calculate',
      padded(technical.Highest.calculate({ period: 20, values: columns.high })),
    ],
    vwap: ['VWAP.calculate', padded(technical.VWAP.calculate(columns))],
    'vwap ': ['VWAP.calculate, day by day', days().flatMap((day) => technical.VWAP.calculate(day))],
  },
  'trading-signals': {
    sma: ['SMA', streamed(new signals.SMA(20), values)],
    ema: ['EMA', emaStable()],
    rsi: ['RSI', streamed(new signals.RSI(14), values)],
    trueRange: ['TR', streamed(new signals.TR(), candles)],
    atr: ['ATR', streamed(new signals.ATR(14), candles)],
    bbUpper: [
      'BollingerBands: upper',
      streamed(new signals.BollingerBands(20, 2), values, ({ upper }) => upper),
    ],
    bbMiddle: [
      'BollingerBands: middle',
      streamed(new signals.BollingerBands(20, 2), values, ({ middle }) => middle),
    ],
    bbWidthPct: [
      '100 · BollingerBandsWidth',
      streamed(
        new signals.BollingerBandsWidth(new signals.BollingerBands(20, 2)),
        values,
        (width) => 100 * width,
      ),
    ],
    bbPercentB: ['PercentB', streamed(new signals.PercentB(20, 2), values)],
    donchianHigh: [
      'DonchianChannels: upper',
      streamed(new signals.DonchianChannels(20), candles, ({ upper }) => upper),
    ],
    vwap: ['VWAP', streamed(new signals.VWAP(), candles)],
    'vwap ': [
      'VWAP, a new one each day',
      days().flatMap(({ candles: day }) => streamed(new signals.VWAP(), day)),
    ],
  },
};

/** Its values before `isStable` are not averages of a full period yet. */
function emaStable() {
  const ema = new signals.EMA(20);
  return values.map((value) => {
    const result = ema.update(value, false);
    return ema.isStable ? result : NaN;
  });
}

/** The candles of each UTC day, as columns and as objects. */
function days() {
  const starts = [...openTimeMs.keys()].filter((bar) => bar === 0 || openTimeMs[bar] % 86_400_000 === 0);
  return starts.map((start, index) => {
    const cut = (column) => column.slice(start, starts[index + 1]);
    const [dayHigh, dayLow, dayClose, dayVolume] = ['high', 'low', 'close', 'volume'].map((name) =>
      cut(columns[name]),
    );
    return { high: dayHigh, low: dayLow, close: dayClose, volume: dayVolume, candles: cut(candles) };
  });
}

const firstOf = (series) => series.findIndex((value) => Number.isFinite(value));

/**
 * Largest difference of two series from a bar on, relative to the value; absolute for 0–100 and fractions.
 */
function largest(name, a, b, from) {
  const absolute = ['rsi', 'bbPercentB'].includes(name);
  let worst = 0;
  for (let bar = from; bar < a.length; bar++) {
    if (!Number.isFinite(a[bar]) || !Number.isFinite(b[bar])) continue;
    worst = Math.max(worst, Math.abs(a[bar] - b[bar]) / (absolute ? 1 : Math.abs(b[bar])));
  }
  return `${worst.toExponential(1)}${absolute ? ' abs.' : ''}`;
}

function tableOf(library) {
  const rows = Object.entries(PEERS[library]).map(([name, [call, series]]) => {
    const mine = own[name.trim()];
    const [theirs, ours] = [firstOf(series), firstOf(mine)];
    const figures = [largest(name, series, mine, 0), largest(name, series, mine, BARS - RECENT)];
    // Shifted by one bar: their value at a bar includes it; ours at the next bar is the same channel, which
    // that bar must break.
    const shifted = [NaN, ...series.slice(0, -1)];
    const later = name.startsWith('donchian')
      ? `; their previous bar: ${largest(name, shifted, mine, 0)}`
      : '';
    return `| \`${name.trim()}\` | \`${call}\` | ${ours} | ${theirs} | ${figures[0]} | ${figures[1]}${later} |`;
  });
  return [
    `| ours | ${library} ${VERSIONS[library]} | our first bar | their first bar | largest difference | in the last ${RECENT} bars |`,
    '|---|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}

/** Behaviour on a market that does not move. */
async function flatTable() {
  const flat = Array(60).fill(100);
  const still = await indicators({ close: flat }, { indicators: ['rsi', 'bollinger'] });
  const flatBands = technical.BollingerBands.calculate({ period: 20, stdDev: 2, values: flat }).at(-1);
  const rsiSignals = streamed(new signals.RSI(14), flat).at(-1);
  const pbSignals = streamed(new signals.PercentB(20, 2), flat).at(-1);
  const shown = (value) => (Number.isNaN(value) ? 'NaN' : String(value));
  return [
    '| 60 equal closes | ours | technicalindicators | trading-signals |',
    '|---|---|---|---|',
    `| RSI | ${shown(still.rsi.at(-1))} | ${shown(technical.RSI.calculate({ period: 14, values: flat }).at(-1))} | ${shown(rsiSignals)} |`,
    `| %B | ${shown(still.bbPercentB.at(-1))} | ${shown(flatBands.pb)} | ${shown(pbSignals)} |`,
  ].join('\n');
}

const tables = {
  technicalindicators: tableOf('technicalindicators'),
  'trading-signals': tableOf('trading-signals'),
  flat: await flatTable(),
};
rmSync(folder, { recursive: true });
const file = new URL('../docs/migration.md', import.meta.url);
const docs = readFileSync(file, 'utf8').replace(
  /(<!-- measured: (.+?) -->\n)[\s\S]*?(\n<!-- end -->)/g,
  (_, start, name, end) => start + tables[name] + end,
);
writeFileSync(file, docs);
