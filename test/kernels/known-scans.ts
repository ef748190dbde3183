import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Engine } from '../../src/kernels/engine/engine.js';
import type { CandleSeries } from '../../src/market/candle-series.js';
import { errorOf } from './accuracy-limits.js';
import { scan } from './helpers.js';
import { sliceBars } from '../support/series.js';

interface Moment {
  readonly dataset: string;
  readonly symbol: string;
  readonly reference: string;
  readonly last_candle_open_ms: number;
  readonly candles_available: number;
  readonly price: number;
  readonly metrics: Readonly<Record<string, number | boolean | null>>;
}

/** The metrics of a moment that are catalogue outputs. */
const OUTPUTS: Readonly<Record<string, string>> = {
  volume_surge_1h: 'surgeLong',
  volume_surge_5m: 'surgeShort',
  median_volume_prev20: 'volumeMedian',
  atr14_wilder_full: 'atr',
  bb20_middle: 'bbMiddle',
  bb20_upper: 'bbUpper',
  bb20_lower: 'bbLower',
  bb20_width_percent: 'bbWidthPct',
  bb20_percentB: 'bbPercentB',
  corr50_btc: 'btcCorrelation',
  donchian20_prior_high: 'donchianHigh',
  rsi14_wilder_full: 'rsi',
  vwap_rolling20_hlc3: 'vwapRolling',
};

export interface KnownValue {
  readonly moment: string;
  readonly output: string;
  readonly expected: number | null;
  readonly actual: number;
  /** In the unit of the output's limit; NaN if only one side is defined. */
  readonly error: number;
}

/** All markets of a candle file, gzipped `symbol,timestamp_ms,open,high,low,close,volume`. */
export function readCandleFile(file: string): Map<string, CandleSeries> {
  const rows = new Map<string, number[][]>();
  for (const line of gunzipSync(readFileSync(file)).toString('utf8').split('\n').slice(1)) {
    if (line === '') continue;
    const [symbol, ...numbers] = line.split(',');
    let own = rows.get(symbol);
    if (own === undefined) rows.set(symbol, (own = []));
    own.push(numbers.map(Number));
  }
  return new Map([...rows].map(([symbol, own]) => [symbol, toSeries(symbol, own)]));
}

function toSeries(symbol: string, rows: readonly (readonly number[])[]): CandleSeries {
  const column = (index: number): Float64Array => Float64Array.from(rows, (row) => row[index]);
  return {
    symbol,
    timeframeMs: rows[1][0] - rows[0][0],
    openTimeMs: column(0),
    open: column(1),
    high: column(2),
    low: column(3),
    close: column(4),
    volume: column(5),
    filled: new Uint8Array(rows.length),
  };
}

function until(series: CandleSeries, lastOpenMs: number): CandleSeries {
  return sliceBars(series, 0, series.openTimeMs.indexOf(lastOpenMs) + 1);
}

/** Every known metric of every moment, computed by an engine. @param folder the shared data */
export function measureKnownScans(engine: Engine, folder: string): KnownValue[] {
  const file = path.join(folder, 'known-scans', 'known-scan-sample.json');
  const { moments } = JSON.parse(readFileSync(file, 'utf8')) as { moments: Moment[] };
  const files = new Map<string, Map<string, CandleSeries>>();
  return moments.flatMap((moment) => {
    const name = path.basename(moment.dataset);
    const markets = files.get(name) ?? readCandleFile(path.join(folder, 'candles', name));
    files.set(name, markets);
    return measureMoment(engine, moment, markets);
  });
}

function measureMoment(
  engine: Engine,
  moment: Moment,
  markets: ReadonlyMap<string, CandleSeries>,
): KnownValue[] {
  const { symbol, reference, last_candle_open_ms: lastOpenMs, metrics, price } = moment;
  const own = until(markets.get(symbol) as CandleSeries, lastOpenMs);
  const slab = scan(engine, [own], {
    mode: 'latest',
    lastOpenMs,
    timeframeMs: own.timeframeMs,
    benchmark: until(markets.get(reference) as CandleSeries, lastOpenMs),
  });
  const values = Object.entries(OUTPUTS).map(([metric, output]): KnownValue => {
    const expected = metrics[metric] as number | null;
    const actual = slab.latest(0, output);
    const bothUndefined = expected === null && Number.isNaN(actual);
    const error = bothUndefined ? 0 : expected === null ? NaN : errorOf(output, actual, expected, price);
    return { moment: `${symbol} ${new Date(lastOpenMs).toISOString()}`, output, expected, actual, error };
  });
  slab.dispose();
  return values;
}
