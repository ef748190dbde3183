import type { DuckDBConnection } from '@duckdb/node-api';
import { DuckDBInstance } from '@duckdb/node-api';
import { createReadStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCandleFiles } from '../../src/feeds/candle-files/candle-files.js';
import { CANDLE_COLUMNS, type RawCandles } from '../../src/market/candle-series.js';
import { LAST_OPEN_MS, TIMEFRAME_MS, walk } from '../data.js';
import { measureAsync, type MeasureOptions, type Timing } from '../harness/measure.js';
import { importPeer } from '../peers/load.js';

/** Formatting of a file; each is common among exporters. */
export interface ReadingCase {
  readonly what: string;
  readonly markets: number;
  readonly bars: number;
  readonly rounds: number;
  /** Rows of one market after another, or of one time after another. */
  readonly isByTime: boolean;
  readonly time: (timeMs: number) => string | number;
  readonly number: (value: number) => string;
}

export interface ReadingRow {
  readonly what: string;
  readonly bytes: number;
  readonly candles: number;
  /** Its version; null = not installed (npm ci in bench/peers), and not among the timings. */
  readonly papaParse: string | null;
  /** ns per row of the file. */
  readonly timings: readonly Timing[];
}

/** Requested bars per market: what a scan keeps of a file. */
const WANTED = 300;

const isoTime = (timeMs: number): string => new Date(timeMs).toISOString().slice(0, 19).replace('T', ' ');
/** Seven digits, as a tick size leaves them. */
const price = (value: number): string => value.toFixed(Math.max(0, 6 - Math.floor(Math.log10(value))));

const BASE: Omit<ReadingCase, 'what'> = {
  markets: 400,
  bars: 2500,
  rounds: 7,
  isByTime: false,
  time: (timeMs) => timeMs,
  number: price,
};

export const READING_CASES: readonly ReadingCase[] = [
  { ...BASE, what: 'market by market, times in ms', bars: 10_250, rounds: 5 },
  { ...BASE, what: 'bar by bar, all markets in turn', isByTime: true },
  { ...BASE, what: 'dates and times as text', time: isoTime },
  { ...BASE, what: 'all 17 digits of a double', number: (value) => String(value * 1.000_000_1) },
];

/**
 * The newest bars of each market of a CSV, as arrays: by Squall on two threads; by DuckDB on all cores, once
 * with a filter in its query, once by loading the table, which is what repeated queries would take; and by
 * Papa Parse, whose rows are kept unchanged. Answers are compared first, to the bit.
 */
export async function measureReading(
  each: ReadingCase,
  options: MeasureOptions = { rounds: each.rounds },
): Promise<ReadingRow> {
  const folder = mkdtempSync(join(tmpdir(), 'squall-reading-'));
  const duckDb = await (await DuckDBInstance.create(':memory:')).connect();
  try {
    const path = join(folder, 'candles.csv');
    await writeCandles(path, each);
    const peer = await importPeer('papaparse').catch(() => null);
    const fileRows: FileRows = { path, ...each };
    const contenders = [
      { name: 'squall', run: () => bySquall(fileRows) },
      { name: 'DuckDB, filtered', run: () => byDuckDb(duckDb, `read_csv('${path}')`, fileRows) },
      { name: 'DuckDB, as a table', run: () => byDuckDbTable(duckDb, fileRows) },
    ];
    if (peer !== null) {
      const papa = peer.library as unknown as PapaParse;
      contenders.push({ name: 'Papa Parse', run: () => byPapaParse(papa, fileRows) });
    }
    const ours = await contenders[0].run();
    for (const { name, run } of contenders.slice(1)) checkEqual(name, await run(), ours);
    const items = each.markets * each.bars;
    const timings = await measureAsync(
      contenders.map((contender) => ({ ...contender, items })),
      options,
    );
    return {
      what: each.what,
      bytes: statSync(path).size,
      candles: items,
      papaParse: peer?.version ?? null,
      timings,
    };
  } finally {
    duckDb.closeSync();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface FileRows extends ReadingCase {
  readonly path: string;
}

const symbolOf = (market: number): string => `M${String(market).padStart(4, '0')}/USDT`;

async function writeCandles(path: string, each: ReadingCase): Promise<void> {
  const file = await open(path, 'w');
  try {
    await file.write('symbol,timestamp,open,high,low,close,volume\n');
    const all = Array.from({ length: each.isByTime ? each.markets : 0 }, (_, at) => candlesOf(at, each));
    const parts = each.isByTime ? each.bars : each.markets;
    for (let part = 0; part < parts; part++) {
      const lines = each.isByTime
        ? all.map((candles) => lineOf(candles, part, each))
        : linesOf(candlesOf(part, each), each);
      await file.write(lines.join(''));
    }
  } finally {
    await file.close();
  }
}

function candlesOf(market: number, { bars }: ReadingCase): RawCandles {
  return walk(symbolOf(market), bars);
}

function linesOf(candles: RawCandles, each: ReadingCase): string[] {
  return Array.from({ length: each.bars }, (_, row) => lineOf(candles, row, each));
}

function lineOf(candles: RawCandles, row: number, { time, number }: ReadingCase): string {
  const { symbol, openTimeMs, open: first, high, low, close, volume } = candles;
  const values = [first, high, low, close, volume].map((column) => number(column[row]));
  return `${symbol},${time(openTimeMs[row])},${values.join(',')}\n`;
}

/** Market by market, bar by bar: open time, open, high, low, close, volume. */
type Newest = Float64Array;

function checkEqual(name: string, theirs: Newest, ours: Newest): void {
  const at = ours.findIndex((value, index) => !Object.is(value, theirs[index]));
  if (at >= 0 || theirs.length !== ours.length) {
    throw new Error(
      `Expected ${name} to read ${ours[at]} as value ${at} of ${ours.length}, got ${theirs[at]}.`,
    );
  }
}

async function bySquall({ path, markets }: FileRows): Promise<Newest> {
  const feed = await openCandleFiles([path], {
    timeframeMs: TIMEFRAME_MS,
    barCount: () => WANTED,
    asOfMs: null,
    nowMs: LAST_OPEN_MS + TIMEFRAME_MS,
  });
  const symbols = Array.from({ length: markets }, (_, market) => symbolOf(market));
  const answers = await feed.bars(symbols, TIMEFRAME_MS, WANTED, LAST_OPEN_MS + TIMEFRAME_MS);
  const rows = answers.map((answer) => {
    if ('error' in answer) throw new Error(answer.error.message);
    const columns = CANDLE_COLUMNS.map((name) => answer.candles[name].slice(-WANTED));
    return Array.from({ length: WANTED }, (_, row) => columns.map((column) => column[row]));
  });
  return Float64Array.from(rows.flat(2));
}

async function byDuckDb(duckDb: DuckDBConnection, from: string, { time }: FileRows): Promise<Newest> {
  const since = LAST_OPEN_MS - (WANTED - 1) * TIMEFRAME_MS;
  const timeMs = typeof time(since) === 'number' ? 'timestamp' : 'epoch_ms(timestamp)';
  const answer = await duckDb.runAndReadAll(
    `select ${timeMs}, open, high, low, close, volume from ${from} where timestamp >= '${time(since)}' order by symbol, timestamp`,
  );
  return Float64Array.from(answer.getRows().flat(), Number);
}

async function byDuckDbTable(duckDb: DuckDBConnection, rows: FileRows): Promise<Newest> {
  await duckDb.run(`create or replace table candles as from read_csv('${rows.path}')`);
  return byDuckDb(duckDb, 'candles', rows);
}

type PapaRow = readonly (string | number)[];

interface PapaParse {
  parse(input: NodeJS.ReadableStream, options: object): void;
}

async function byPapaParse(papa: PapaParse, { path, time }: FileRows): Promise<Newest> {
  const newest = new Map<string, PapaRow[]>();
  const keep = (row: PapaRow): void => {
    const symbol = String(row[0]);
    const kept = newest.get(symbol) ?? [];
    newest.set(symbol, kept);
    kept.push(row);
    if (kept.length > 2 * WANTED) kept.splice(0, WANTED);
  };
  await new Promise<void>((resolve, reject) => {
    papa.parse(createReadStream(path, 'utf8'), {
      dynamicTyping: true,
      skipEmptyLines: true,
      chunk: ({ data }: { data: PapaRow[] }) => data.forEach(keep),
      complete: () => resolve(),
      error: reject,
    });
  });
  newest.delete('symbol');
  const timeMs = typeof time(0) === 'number' ? Number : (text: unknown) => Date.parse(`${String(text)}Z`);
  const symbols = [...newest.keys()].sort();
  const rows = symbols.flatMap((symbol) => newest.get(symbol)!.slice(-WANTED));
  return Float64Array.from(
    rows.flatMap(([, opened, ...values]) => [timeMs(opened), ...values]),
    Number,
  );
}
