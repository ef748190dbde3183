import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as arrow from 'apache-arrow';
import { afterEach, beforeEach, describe, expect, test } from '../support/jest.js';
import type { ImportReport } from '../../src/library/node/import-candles.js';
import { importCandles } from '../../src/library/node/import-candles.js';
import { exportStore } from '../../src/library/node/export/export-store.js';
import type { FreqtradeFile } from '../../src/library/node/export/export-freqtrade.js';
import { freqtradeFiles } from '../../src/library/node/export/export-freqtrade.js';
import type { CandleStore } from '../../src/store/candle-store.js';
import { openCandleStore } from '../../src/store/candle-store.js';
import type { Row } from '../market/candles.js';
import { query, readParquet } from '../support/data-tools.js';
import { zipOf } from '../support/zip-writer.js';

const BAR_MS = 300_000;
const NOW_MS = Date.UTC(2026, 0);
const ALL = { fromMs: -Infinity, toMs: Infinity };

let root: string;
let data: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'squall-import-'));
  data = join(root, 'data');
  mkdirSync(join(data, 'futures'), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true }));

/** Prices with digits that a float32 or a shortened text would lose. */
function rowsFrom(startMs: number, count: number, scale = 1): Row[] {
  return Array.from({ length: count }, (_, bar) => {
    const close = scale * (100 + Math.sin(bar) / 3);
    const open = scale * (100 + Math.sin(bar - 1) / 3);
    return {
      openTimeMs: startMs + bar * BAR_MS,
      ...{ open, close, high: Math.max(open, close) * 1.001, low: Math.min(open, close) * 0.999 },
      volume: 1e-7 + bar / 7,
    };
  });
}

const SPOT = rowsFrom(Date.UTC(2025, 2, 1), 400);
const SWAP = rowsFrom(Date.UTC(2025, 2, 1), 400, 1e-5);

function take(
  path: string | readonly string[],
  options: { readonly type?: string } = {},
): Promise<ImportReport> {
  const paths = typeof path === 'string' ? [path] : path;
  return importCandles(paths, { root, exchange: 'binance', nowMs: NOW_MS, ...options });
}

function storeOf({ folder }: ImportReport): CandleStore {
  return openCandleStore(folder);
}

function rowsIn(store: CandleStore, symbol: string): Row[] {
  const { reader } = store.markets.find(({ market }) => market.symbol === symbol)!;
  const { openTimeMs, open, high, low, close, volume } = reader.rows(-Infinity, Infinity);
  return Array.from(openTimeMs, (timeMs, row) => ({
    ...{ openTimeMs: timeMs, open: open[row], high: high[row], low: low[row] },
    ...{ close: close[row], volume: volume[row] },
  }));
}

const symbolsOf = ({ markets }: CandleStore): string[] => markets.map(({ market }) => market.symbol);

/** As freqtrade's `json` handler: `to_json(orient="values")`. */
function asJson(rows: readonly Row[]): string {
  return JSON.stringify(
    rows.map((row) => [row.openTimeMs, row.open, row.high, row.low, row.close, row.volume]),
  );
}

/** As its `feather` handler, by the library of Apache: columns date, open, high, low, close, volume. */
function asFeather(rows: readonly Row[]): Uint8Array {
  const column = (name: keyof Row) =>
    arrow.vectorFromArray(
      rows.map((row) => row[name]),
      new arrow.Float64(),
    );
  const date = arrow.vectorFromArray(
    rows.map(({ openTimeMs }) => openTimeMs),
    new arrow.TimestampMillisecond('UTC'),
  );
  const table = new arrow.Table({
    date,
    ...{ open: column('open'), high: column('high'), low: column('low') },
    ...{ close: column('close'), volume: column('volume') },
  });
  return arrow.tableToIPC(table, 'file');
}

/** As its `parquet` handler, by DuckDB. */
async function writeParquetAt(path: string, rows: readonly Row[]): Promise<void> {
  // As texts: DuckDB would read the numbers as decimals first, and lose their last bits.
  const values = rows.map(
    ({ openTimeMs, open, high, low, close, volume }) =>
      `(${[openTimeMs, open, high, low, close, volume].map((value) => `'${value}'`).join()})`,
  );
  const prices = ['open', 'high', 'low', 'close', 'volume'].map((name) => `${name}::double as ${name}`);
  const columns = `epoch_ms(t::bigint) at time zone 'UTC' as date, ${prices.join()}`;
  await query(
    `copy (select ${columns} from (values ${values.join(',')}) as v(t, open, high, low, close, volume)) to '${path}' (format parquet, compression zstd)`,
  );
}

describe('a data folder of freqtrade is imported', () => {
  const WRITERS: readonly (readonly [
    string,
    (path: string, rows: readonly Row[]) => Promise<void> | void,
  ])[] = [
    ['feather', (path, rows) => writeFileSync(path, asFeather(rows))],
    ['parquet', writeParquetAt],
    ['json', (path, rows) => writeFileSync(path, asJson(rows))],
    ['json.gz', (path, rows) => writeFileSync(path, gzipSync(asJson(rows)))],
  ];

  test.each(WRITERS)('from %s, spot and futures, bit by bit', async (ending, write) => {
    await write(join(data, `BTC_USDT-5m.${ending}`), SPOT);
    await write(join(data, 'futures', `BTC_USDT_USDT-5m-futures.${ending}`), SWAP);
    // Beside them freqtrade keeps what no candles of the market are.
    await write(join(data, 'futures', `BTC_USDT_USDT-5m-mark.${ending}`), rowsFrom(0, 3));
    writeFileSync(join(data, `BTC_USDT-trades.${ending}`), 'trades');
    const [spot, swap] = [await take(data), await take(join(data, 'futures'))];
    expect([spot.store, swap.store]).toEqual(['binance-spot-5m', 'binance-swap-5m']);
    expect([symbolsOf(storeOf(spot)), symbolsOf(storeOf(swap))]).toEqual([['BTC/USDT'], ['BTC/USDT:USDT']]);
    expect(rowsIn(storeOf(spot), 'BTC/USDT')).toEqual(SPOT);
    expect(rowsIn(storeOf(swap), 'BTC/USDT:USDT')).toEqual(SWAP);
  });

  test('a contract with a date is not mistaken for the perpetual one, and a spot market not put into a store of contracts', async () => {
    const files = [
      'BTC_USDT_USDT-240628-5m-futures.json',
      'BTC_USDT_USDT-5m-futures.json',
      'ETH_USDT-5m.json',
    ];
    for (const name of files) writeFileSync(join(data, name), asJson(SWAP));
    const report = await take(data, { type: 'spot' });
    expect(symbolsOf(storeOf(report))).toEqual(['ETH/USDT']);
    expect(report.leftOut.map(({ symbol }) => symbol).sort()).toEqual([
      'BTC/USDT:USDT',
      'BTC/USDT:USDT-240628',
    ]);
    expect(report.leftOut[0].reason).toBe('it is of type swap: import it with --type swap');
  });
});

describe('the archives of an exchange are imported', () => {
  const JANUARY = Date.UTC(2025, 0, 31, 22);
  const MONTHS: readonly (readonly [string, Row[]])[] = [
    ['2024-12', rowsFrom(Date.UTC(2024, 11, 31, 22), 24)],
    ['2025-01', rowsFrom(JANUARY, 24)],
  ];

  /** Binance Vision: microseconds since 2025 and no header for spot, a header for futures. */
  function archive(folder: string, symbol: string, month: string, rows: readonly Row[], header = ''): string {
    const unit = month < '2025' ? 1 : 1000;
    const lines = rows.map((row) => {
      const prices = [row.open, row.high, row.low, row.close, row.volume].join(',');
      return `${row.openTimeMs * unit},${prices},${(row.openTimeMs + BAR_MS) * unit - 1},1,1,1,1,0`;
    });
    const name = `${symbol}-5m-${month}`;
    const bytes = zipOf({ [`${name}.csv`]: `${header}${lines.join('\n')}\n` });
    const path = join(folder, `${name}.zip`);
    writeFileSync(path, bytes);
    const hash = createHash('sha256').update(bytes).digest('hex');
    writeFileSync(`${path}.CHECKSUM`, `${hash}  ${name}.zip\n`);
    return hash;
  }

  const HEADER =
    'open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore\n';

  test('whatever their unit of time, with the hash of what was read by month', async () => {
    const hashes = MONTHS.map(([month, rows]) => archive(data, 'BTCUSDT', month, rows));
    const report = await take(data);
    const store = storeOf(report);
    expect(rowsIn(store, 'BTC/USDT')).toEqual(MONTHS.flatMap(([, rows]) => rows));
    const { segments } = store.markets[0].manifest;
    expect(segments.map(({ month, origins }) => [month, origins.map(({ detail }) => detail)])).toEqual(
      MONTHS.map(([month], index) => [month, [`BTCUSDT-5m-${month}.zip, sha256 ${hashes[index]}`]]),
    );
    expect((await take(data)).bars).toBe(0);
  });

  test('joined into one file, in which the unit of time changes', async () => {
    const lines = MONTHS.flatMap(([month, rows]) =>
      rows.map(({ openTimeMs, open, high, low, close, volume }) =>
        [openTimeMs * (month < '2025' ? 1 : 1000), open, high, low, close, volume].join(),
      ),
    );
    writeFileSync(join(data, 'BTCUSDT-5m.csv'), `${lines.join('\n')}\n`);
    const store = storeOf(await take(data));
    expect(rowsIn(store, 'BTC/USDT')).toEqual(MONTHS.flatMap(([, rows]) => rows));
  });

  test('except a market of which many rows have no time', async () => {
    const rows = SPOT.map((row, index) => (index % 50 === 1 ? { ...row, openTimeMs: index } : row));
    writeFileSync(join(data, 'BTC_USDT-5m.json'), asJson(rows));
    expect((await take(data)).leftOut).toEqual([
      { symbol: 'BTC/USDT', reason: '8 of 400 rows have no plausible time' },
    ]);
  });

  test('those of contracts, which have the names of spot markets, as contracts', async () => {
    archive(data, 'BTCUSDT', '2025-01', SWAP.slice(0, 24), HEADER);
    archive(data, 'BTCUSD_PERP', '2025-01', SWAP.slice(0, 24), HEADER);
    const store = storeOf(await take(data, { type: 'swap' }));
    expect(symbolsOf(store).sort()).toEqual(['BTC/USD:BTC', 'BTC/USDT:USDT']);
  });

  test.each([
    ['sha256', (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')],
    ['md5', (bytes: Uint8Array) => createHash('md5').update(bytes).digest('hex')],
  ])('except one that does not match its checksum file (%s)', async (algorithm, hashOf) => {
    archive(data, 'BTCUSDT', '2025-01', SPOT.slice(0, 24));
    const path = join(data, 'BTCUSDT-5m-2025-01.zip');
    const bytes = readFileSync(path);
    const hash = hashOf(bytes);
    writeFileSync(`${path}.CHECKSUM`, hash.toUpperCase());
    expect((await take(data)).bars).toBe(24);
    const other = `${hash[0] === '0' ? '1' : '0'}${hash.slice(1)}`;
    writeFileSync(`${path}.CHECKSUM`, `${other}  BTCUSDT-5m-2025-01.zip`);
    await expect(take(data)).rejects.toMatchObject({
      code: 'DATA_INVALID',
      message: `BTCUSDT-5m-2025-01.zip does not match BTCUSDT-5m-2025-01.zip.CHECKSUM: expected ${algorithm} ${other}, got ${hash}; it is damaged, or one of the two was republished: download both again.`,
    });
    writeFileSync(`${path}.CHECKSUM`, '<html>not found</html>');
    await expect(take(data)).rejects.toMatchObject({
      code: 'DATA_INVALID',
      message: expect.stringContaining('expected a SHA-256 or MD5 of BTCUSDT-5m-2025-01.zip, got "<html>'),
    });
  });
});

describe('an export is read by other tools with the content of the store', () => {
  async function filled(): Promise<CandleStore> {
    writeFileSync(join(data, 'BTC_USDT-5m.json'), asJson(SPOT));
    writeFileSync(join(data, 'A.B_USDT-5m.json'), asJson(SWAP));
    return storeOf(await take(data));
  }

  const bytesOf = async (fill: (write: (bytes: Uint8Array) => void) => unknown): Promise<Buffer> => {
    const parts: Uint8Array[] = [];
    await fill((bytes) => parts.push(bytes.slice()));
    return Buffer.concat(parts);
  };

  test('Parquet, by DuckDB', async () => {
    const store = await filled();
    const path = join(root, 'all.parquet');
    const write = (to: (bytes: Uint8Array) => void) =>
      exportStore(store, { format: 'parquet', span: ALL, write: to });
    writeFileSync(path, await bytesOf(write));
    const { columns, rows } = await readParquet(path);
    expect(columns).toEqual(['symbol', 'openTime', 'open', 'high', 'low', 'close', 'volume']);
    const wanted = store.markets.flatMap(({ market: { symbol } }) =>
      rowsIn(store, symbol).map(({ openTimeMs, open, high, low, close, volume }) => [
        ...[symbol, openTimeMs, open, high, low, close, volume],
      ]),
    );
    expect(wanted).toHaveLength(800);
    expect(rows).toEqual(wanted);
  });

  test('CSV, by DuckDB', async () => {
    const store = await filled();
    const path = join(root, 'all.csv');
    writeFileSync(path, await bytesOf((to) => exportStore(store, { format: 'csv', span: ALL, write: to })));
    const rows = await query(
      `select timestamp_ms::double, open, high, low, close, volume from read_csv('${path}') where symbol = 'BTC/USDT'`,
    );
    expect(rows).toEqual(
      SPOT.map((row) => [row.openTimeMs, row.open, row.high, row.low, row.close, row.volume]),
    );
  });

  test('JSON under the names that freqtrade expects, spot and futures', async () => {
    writeFileSync(join(data, 'futures', 'BTC_USDT_USDT-5m-futures.json'), asJson(SWAP));
    const stores = [await filled(), storeOf(await take(join(data, 'futures')))];
    const files = stores.flatMap((store): FreqtradeFile[] => freqtradeFiles(store, { span: ALL }));
    expect(files.map(({ name }) => name).sort()).toEqual([
      'A_B_USDT-5m.json',
      'BTC_USDT-5m.json',
      'futures/BTC_USDT_USDT-5m-futures.json',
    ]);
    for (const { name, write } of files) {
      const text = (await bytesOf(write)).toString('utf8');
      expect(text).toBe(asJson(name === 'BTC_USDT-5m.json' ? SPOT : SWAP));
    }
  });

  test('of a span and of markets that are wanted alone', async () => {
    const store = await filled();
    const span = { fromMs: SPOT[10].openTimeMs, toMs: SPOT[20].openTimeMs };
    const [file, ...others] = freqtradeFiles(store, { span, symbols: ['BTC/USDT'] });
    expect(others).toEqual([]);
    expect((await bytesOf(file.write)).toString('utf8')).toBe(asJson(SPOT.slice(10, 20)));
    expect(() => freqtradeFiles(store, { span: { fromMs: 0, toMs: 1 } })).toThrow('no matching candles');
  });
});
