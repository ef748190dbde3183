import {
  columnFromArray,
  float64,
  tableFromColumns,
  tableToIPC,
  timestamp,
  TimeUnit,
} from '@uwdata/flechette';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { gzipSync } from 'node:zlib';
import { zipOf } from './zip-writer.js';

/** One candle, to be written in any layout. */
export interface LayoutRow {
  readonly openTimeMs: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** A file as some exchange or program writes it. */
export interface LayoutFile {
  readonly name: string;
  readonly content: string | Uint8Array;
  readonly symbol: string;
  /** False where the layout has no volume. @default true */
  readonly hasVolume?: false;
}

const STEP_MS = 300_000;
const lines = (...all: readonly string[]): string => all.join('\n') + '\n';
const iso = (timeMs: number): string => new Date(timeMs).toISOString();
const plain = (timeMs: number): string => iso(timeMs).slice(0, 19).replace('T', ' ');
const dotted = (timeMs: number): string => plain(timeMs).replaceAll('-', '.').slice(0, 16);
const german = (timeMs: number): string => {
  const [date, clock] = plain(timeMs).split(' ');
  return `${date.split('-').reverse().join('.')} ${clock.slice(0, 5)}`;
};
const vwap = (row: LayoutRow): number => (row.high + row.low) / 2;
const worth = (row: LayoutRow): number => row.volume * vwap(row);
const ohlc = (row: LayoutRow): number[] => [row.open, row.high, row.low, row.close];
const HEADER = 'date,open,high,low,close,volume';

type Writer = (rows: readonly LayoutRow[]) => LayoutFile;

const csv =
  (
    name: string,
    symbol: string,
    header: string | null,
    line: (row: LayoutRow, at: number) => readonly unknown[],
    delimiter = ',',
  ): Writer =>
  (rows) => ({
    name,
    symbol,
    content: lines(
      ...(header === null ? [] : [header]),
      ...rows.map((row, at) => line(row, at).join(delimiter)),
    ),
  });

const json =
  (name: string, symbol: string, value: (rows: readonly LayoutRow[]) => unknown): Writer =>
  (rows) => ({ name, symbol, content: JSON.stringify(value(rows)) });

const binance = (row: LayoutRow, perMs: number): unknown[] => [
  ...[
    row.openTimeMs * perMs,
    ...ohlc(row),
    row.volume,
    (row.openTimeMs + STEP_MS) * perMs - 1,
    worth(row),
    9,
  ],
  ...[row.volume / 2, worth(row) / 2, 0],
];
const standard = (row: LayoutRow): unknown[] => [plain(row.openTimeMs), ...ohlc(row), row.volume];
const records = (rows: readonly LayoutRow[]): unknown[] =>
  rows.map(({ openTimeMs, ...rest }) => ({ date: openTimeMs, ...rest }));
const newestFirst = (rows: readonly LayoutRow[]): LayoutRow[] => [...rows].reverse();

function featherOf(rows: readonly LayoutRow[]): Uint8Array {
  const column = (name: keyof LayoutRow) =>
    columnFromArray(
      rows.map((row) => row[name]),
      float64(),
    );
  const dates = columnFromArray(
    rows.map((row) => row.openTimeMs),
    timestamp(TimeUnit.MILLISECOND, 'UTC'),
  );
  const names = ['open', 'high', 'low', 'close', 'volume'] as const;
  const columns = { date: dates, ...Object.fromEntries(names.map((name) => [name, column(name)])) };
  return tableToIPC(tableFromColumns(columns), { format: 'file' })!;
}

function parquetOf(rows: readonly LayoutRow[], codec: 'SNAPPY' | 'UNCOMPRESSED'): Uint8Array {
  const names = ['open', 'high', 'low', 'close', 'volume'] as const;
  const columnData = [
    { name: 'date', data: rows.map((row) => new Date(row.openTimeMs)), type: 'TIMESTAMP' as const },
    ...names.map((name) => ({ name, data: rows.map((row) => row[name]), type: 'DOUBLE' as const })),
  ];
  return new Uint8Array(parquetWriteBuffer({ columnData, codec }));
}

/** Every layout by what writes it; each has the same candles. */
export const LAYOUTS: Readonly<Record<string, Writer>> = {
  'Binance archive': csv('TESTUSDT-5m-2024-08.csv', 'TEST/USDT', null, (row) => binance(row, 1)),
  'Binance archive of 2025, in microseconds': csv('TESTUSDT-5m-2025-01.csv', 'TEST/USDT', null, (row) =>
    binance(row, 1000),
  ),
  'Binance COIN-M, volume in contracts of 10 dollars': csv(
    'TESTUSD_PERP-5m-2024-08.csv',
    'TEST/USD:TEST',
    null,
    (row) => [
      ...[
        row.openTimeMs,
        ...ohlc(row),
        worth(row) / 10,
        row.openTimeMs + STEP_MS - 1,
        row.volume,
        9,
        1,
        1,
        0,
      ],
    ],
  ),
  'Kraken archive': csv('XBTUSD_5.csv', 'BTC/USD', null, (row) => [
    row.openTimeMs / 1000,
    ...ohlc(row),
    row.volume,
    77,
  ]),
  'Kraken API rows': json('TEST_USDT-5m.json', 'TEST/USDT', (rows) =>
    rows.map((row) => [
      row.openTimeMs / 1000,
      ...ohlc(row).map(String),
      String(vwap(row)),
      String(row.volume),
      7,
    ]),
  ),
  'Kraken answer': json('answer.json', 'BTC/USD', (rows) => ({
    error: [],
    result: {
      XXBTZUSD: rows.map((row) => [row.openTimeMs / 1000, ...ohlc(row), vwap(row), row.volume, 7]),
      last: 1,
    },
  })),
  'Bybit answer': json('kline.json', 'TEST/USDT', (rows) => ({
    retCode: 0,
    result: {
      symbol: 'TESTUSDT',
      list: newestFirst(rows).map((row) =>
        [row.openTimeMs, ...ohlc(row), row.volume, worth(row)].map(String),
      ),
    },
  })),
  'Bybit inverse, volume in dollars': json('TESTUSD.json', 'TEST/USD', (rows) =>
    rows.map((row) => [row.openTimeMs, ...ohlc(row), worth(row), row.volume]),
  ),
  'Bybit archive without volume': (rows) => ({
    ...csv(
      'TESTUSDT_5_2024-08-05_2024-08-06.csv',
      'TEST/USDT',
      'start_at,symbol,period,open,high,low,close',
      (row) => [row.openTimeMs / 1000, 'TESTUSDT', 5, ...ohlc(row)],
    )(rows),
    hasVolume: false,
  }),
  'OKX swap archive, volume in contracts': csv(
    'TEST-USDT-SWAP-candlesticks-2024-08-05.csv',
    'TEST/USDT:USDT',
    'instrument_name,open,high,low,close,vol,vol_ccy,vol_quote,open_time,confirm',
    (row) => ['TEST-USDT-SWAP', ...ohlc(row), row.volume * 100, row.volume, worth(row), row.openTimeMs, 1],
  ),
  'OKX spot archive, vol_ccy in quote': csv(
    'TEST-USDT-candlesticks-2024-08-05.csv',
    'TEST/USDT',
    'instrument_name,open,high,low,close,vol,vol_ccy,vol_quote,open_time,confirm',
    (row) => ['TEST-USDT', ...ohlc(row), row.volume, worth(row), worth(row), row.openTimeMs, 1],
  ),
  'OKX answer of a swap': json('TEST-USDT-SWAP.json', 'TEST/USDT:USDT', (rows) => ({
    code: '0',
    data: newestFirst(rows).map((row) =>
      [row.openTimeMs, ...ohlc(row), row.volume * 100, row.volume, worth(row), 1].map(String),
    ),
  })),
  'Coinbase answer': json('TEST-USD.json', 'TEST/USD', (rows) =>
    newestFirst(rows).map((row) => [
      row.openTimeMs / 1000,
      row.low,
      row.high,
      row.open,
      row.close,
      row.volume,
    ]),
  ),
  'KuCoin answer': json('TEST-USDT.json', 'TEST/USDT', (rows) => ({
    code: '200000',
    data: rows.map((row) =>
      [row.openTimeMs / 1000, row.open, row.close, row.high, row.low, row.volume, worth(row)].map(String),
    ),
  })),
  'Gate answer': json('TEST_USDT.json', 'TEST/USDT', (rows) =>
    rows.map((row) =>
      [row.openTimeMs / 1000, worth(row), row.close, row.high, row.low, row.open, row.volume, 'true'].map(
        String,
      ),
    ),
  ),
  'HTX answer': json('testusdt.json', 'TEST/USDT', (rows) => ({
    ch: 'market.testusdt.kline.5min',
    data: rows.map((row) => ({
      id: row.openTimeMs / 1000,
      open: row.open,
      close: row.close,
      low: row.low,
      high: row.high,
      amount: row.volume,
      vol: worth(row),
      count: 3,
    })),
  })),
  'Upbit answer': json('KRW-TEST.json', 'TEST/KRW', (rows) =>
    rows.map((row) => ({
      market: 'KRW-TEST',
      candle_date_time_utc: iso(row.openTimeMs).slice(0, 19),
      opening_price: row.open,
      high_price: row.high,
      low_price: row.low,
      trade_price: row.close,
      timestamp: row.openTimeMs + 123_456,
      candle_acc_trade_price: worth(row),
      candle_acc_trade_volume: row.volume,
    })),
  ),
  'Bitfinex answer': json('tTESTUSD.json', 'TEST/USD', (rows) =>
    newestFirst(rows).map((row) => [row.openTimeMs, row.open, row.close, row.high, row.low, row.volume]),
  ),
  'Bitfinex CSV': csv('TESTUSD.csv', 'TEST/USD', null, (row) => [
    row.openTimeMs,
    row.open,
    row.close,
    row.high,
    row.low,
    row.volume,
  ]),
  'Polygon answer': json('polygon_TESTUSD.json', 'TEST/USD', (rows) => ({
    ticker: 'X:TESTUSD',
    results: rows.map((row) => ({
      v: row.volume,
      vw: vwap(row),
      o: row.open,
      c: row.close,
      h: row.high,
      l: row.low,
      t: row.openTimeMs,
      n: 1,
    })),
  })),
  'Alpaca answer': json('alpaca.json', 'TEST/USD', (rows) => ({
    bars: {
      'TEST/USD': rows.map((row) => ({
        t: iso(row.openTimeMs),
        o: row.open,
        h: row.high,
        l: row.low,
        c: row.close,
        v: row.volume,
        n: 1,
      })),
    },
    next_page_token: null,
  })),
  'TradingView UDF answer': json('udf_TESTUSDT.json', 'TEST/USDT', (rows) => ({
    s: 'ok',
    t: rows.map((row) => row.openTimeMs / 1000),
    o: rows.map((row) => row.open),
    h: rows.map((row) => row.high),
    l: rows.map((row) => row.low),
    c: rows.map((row) => row.close),
    v: rows.map((row) => row.volume),
  })),
  'TradingView CSV': csv(
    'BINANCE_TESTUSDT, 5.csv',
    'TEST/USDT',
    'time,open,high,low,close,Plot,Plot,Volume,Volume MA',
    (row) => [row.openTimeMs / 1000, ...ohlc(row), 'NaN', 'NaN', row.volume, row.volume * 2],
  ),
  CryptoDataDownload: csv(
    'Binance_TESTUSDT_5m.csv',
    'TEST/USDT',
    'https://www.CryptoDataDownload.com\nUnix,Date,Symbol,Open,High,Low,Close,Volume TEST,Volume USDT,tradecount',
    (row) => [row.openTimeMs, plain(row.openTimeMs), 'TESTUSDT', ...ohlc(row), row.volume, worth(row), 9],
  ),
  'Kaggle, volumes by currency': csv(
    'testusd_1-min_data.csv',
    'TEST/USD',
    'Timestamp,Open,High,Low,Close,Volume_(TEST),Volume_(Currency),Weighted_Price',
    (row) => [`${row.openTimeMs / 1000}.0`, ...ohlc(row), row.volume, worth(row), vwap(row)],
  ),
  Hummingbot: csv(
    'candles_binance_TEST-USDT_5m.csv',
    'TEST/USDT',
    'timestamp,open,high,low,close,volume,quote_asset_volume,n_trades,taker_buy_base_volume,taker_buy_quote_volume',
    (row) => [`${row.openTimeMs / 1000}.0`, ...ohlc(row), row.volume, worth(row), 10, 1, 1],
  ),
  'MetaTrader export': csv(
    'TESTUSD_M5_202408050000_202408060000.csv',
    'TEST/USD',
    '<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\t<VOL>\t<SPREAD>',
    (row) => [...plain(row.openTimeMs).replaceAll('-', '.').split(' '), ...ohlc(row), 100, row.volume, 5],
    '\t',
  ),
  'MetaTrader history, date and time without a header': csv('TESTUSD_M5.csv', 'TEST/USD', null, (row) => [
    ...dotted(row.openTimeMs).split(' '),
    ...ohlc(row),
    row.volume,
  ]),
  NinjaTrader: csv(
    'TESTUSD.Last.txt',
    'TEST/USD',
    null,
    (row) => [plain(row.openTimeMs).replace(/[-:]/g, ''), ...ohlc(row), row.volume],
    ';',
  ),
  Stooq: csv(
    'testusd.txt',
    'TEST/USD',
    '<TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>,<OPENINT>',
    (row) => [
      'TESTUSD',
      5,
      ...plain(row.openTimeMs).replace(/[-:]/g, '').split(' '),
      ...ohlc(row),
      row.volume,
      0,
    ],
  ),
  yfinance: csv(
    'TEST-USD.csv',
    'TEST/USD',
    'Price,Close,High,Low,Open,Volume\nTicker,TEST-USD,TEST-USD,TEST-USD,TEST-USD,TEST-USD\nDatetime,,,,,',
    (row) => [`${plain(row.openTimeMs)}+00:00`, row.close, row.high, row.low, row.open, row.volume],
  ),
  'pandas, index without a name': csv('TESTUSDT.csv', 'TEST/USDT', ',Open,High,Low,Close,Volume', standard),
  'pandas, row numbers': csv(
    'TESTUSDT.csv',
    'TEST/USDT',
    ',timestamp,open,high,low,close,volume',
    (row, at) => [at, row.openTimeMs, ...ohlc(row), row.volume],
  ),
  'pandas records': json('TEST_USDT-5m.json', 'TEST/USDT', records),
  'pandas columns': json('TEST_USDT-5m.json', 'TEST/USDT', (rows) =>
    Object.fromEntries(
      ['date', 'open', 'high', 'low', 'close', 'volume'].map((name) => [
        name,
        Object.fromEntries(
          rows.map((row, at) => [at, row[(name === 'date' ? 'openTimeMs' : name) as keyof LayoutRow]]),
        ),
      ]),
    ),
  ),
  NDJSON: (rows) => ({
    name: 'TEST_USDT-5m.ndjson',
    symbol: 'TEST/USDT',
    content: lines(...records(rows).map((row) => JSON.stringify(row))),
  }),
  'arrays by line': (rows) => ({
    name: 'TEST_USDT-5m.jsonl',
    symbol: 'TEST/USDT',
    content: lines(...rows.map((row) => JSON.stringify([row.openTimeMs, ...ohlc(row), row.volume]))),
  }),
  seconds: csv('TESTUSDT.csv', 'TEST/USDT', HEADER, (row) => [
    row.openTimeMs / 1000,
    ...ohlc(row),
    row.volume,
  ]),
  nanoseconds: csv('TESTUSDT.csv', 'TEST/USDT', HEADER, (row) => [
    `${row.openTimeMs}000000`,
    ...ohlc(row),
    row.volume,
  ]),
  'newest first': (rows) => csv('TESTUSDT.csv', 'TEST/USDT', HEADER, standard)(newestFirst(rows)),
  'slashes, days above 12': csv('TESTUSDT.csv', 'TEST/USDT', HEADER, (row) => [
    german(row.openTimeMs + 15 * 86_400_000).replaceAll('.', '/'),
    ...ohlc(row),
    row.volume,
  ]),
  'a German spreadsheet': (rows) => {
    const file = csv(
      'TEST_USDT_de.csv',
      'TEST/USDT',
      'Datum;Open;High;Low;Close;Volume',
      (row) => [
        german(row.openTimeMs),
        ...[...ohlc(row), row.volume].map((value) => String(value).replace('.', ',')),
      ],
      ';',
    )(rows);
    return { ...file, content: `\ufeff${file.content as string}` };
  },
  'a spreadsheet’s UTF-16': (rows) => {
    const file = csv('TEST_USDT.csv', 'TEST/USDT', HEADER.replaceAll(',', '\t'), standard, '\t')(rows);
    return { ...file, content: Buffer.from(`\ufeff${file.content as string}`, 'utf16le') };
  },
  'sep= and comments': csv(
    'TEST_USDT.csv',
    'TEST/USDT',
    `sep=;\n# exported by my tool\n${HEADER.replaceAll(',', ';')}`,
    standard,
    ';',
  ),
  'bars between pipes': csv('TEST_USDT.csv', 'TEST/USDT', HEADER.replaceAll(',', '|'), standard, '|'),
  'a comma behind the last value': csv('TEST_USDT.csv', 'TEST/USDT', HEADER, (row) => [...standard(row), '']),
  'returns for line ends': (rows) => {
    const file = csv('TEST_USDT.csv', 'TEST/USDT', HEADER, standard)(rows);
    return { ...file, content: (file.content as string).replaceAll('\n', '\r') };
  },
  gzip: (rows) => ({
    name: 'TEST_USDT.csv.gz',
    symbol: 'TEST/USDT',
    content: gzipSync(csv('', '', HEADER, standard)(rows).content),
  }),
  zip: (rows) => ({
    name: 'TESTUSDT-5m-2024-08.zip',
    symbol: 'TEST/USDT',
    content: zipOf({ 'TESTUSDT-5m-2024-08.csv': csv('', '', null, (row) => binance(row, 1))(rows).content }),
  }),
  Feather: (rows) => ({ name: 'TEST_USDT-5m.feather', symbol: 'TEST/USDT', content: featherOf(rows) }),
  Parquet: (rows) => ({
    name: 'TEST_USDT-5m.parquet',
    symbol: 'TEST/USDT',
    content: parquetOf(rows, 'SNAPPY'),
  }),
  'Parquet in zip': (rows) => ({
    name: 'archive.zip',
    symbol: 'TEST/USDT',
    content: zipOf({ 'TEST_USDT-5m.parquet': parquetOf(rows, 'UNCOMPRESSED') }),
  }),
};
