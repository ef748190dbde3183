import { describe, expect, test } from '../../support/jest.js';
import { FAULTS, findFault } from '../../../src/emulator/faults/catalogue.js';
import { createFaultEngine } from '../../../src/emulator/faults/engine.js';
import { parseScenario } from '../../../src/emulator/scenario.js';
import { CANDLE_ANSWERS, minuteBars } from '../../support/candle-answers.js';
import { SERVER_TIME_MS } from '../../support/fault-server.js';
import type { CandleRows, EmulatedAnswer, EmulatedRequest, Endpoint } from '../../../src/emulator/types.js';

const PATHS = Object.keys(CANDLE_ANSWERS);
const COUNT = 60;
const BARS = minuteBars(COUNT, SERVER_TIME_MS);

function requestFor(path: string, endpoint: Endpoint = 'klines'): EmulatedRequest {
  return {
    sequence: 1,
    method: 'GET',
    path,
    query: new Map(),
    endpoint,
    symbol: endpoint === 'markets' ? null : 'BTC/USDT',
    receivedAtMs: SERVER_TIME_MS,
    elapsedMs: 0,
  };
}

function mutated(
  answer: EmulatedAnswer,
  request: EmulatedRequest,
  fault: string,
  parameters: object = {},
): EmulatedAnswer {
  const scenario = parseScenario([{ fault, with: parameters }], 'test');
  const chosen = createFaultEngine(scenario, { seed: 5 }).choose(request);
  return chosen?.mutate?.(answer, request) ?? answer;
}

interface Seen {
  /** Oldest first, as far as the fault leaves that. */
  readonly rows: unknown[][];
  readonly columns: CandleRows;
  times(): number[];
  values(field: 'open' | 'high' | 'low' | 'close' | 'volume'): number[];
  readonly body: unknown;
}

/** The candles of an answer in this wire format, after the fault, read from what would be sent. */
function candlesAfter(path: string, fault: string, parameters: object = {}): Seen {
  const answer = mutated(CANDLE_ANSWERS[path](BARS), requestFor(path), fault, parameters);
  const columns = answer.candles;
  if (columns === null) throw new Error('The candles are lost.');
  // The rows that the mutator leaves must be the ones inside the body.
  expect(JSON.stringify(answer.body)).toContain(JSON.stringify(columns.rows));
  const rows = columns.newestFirst ? [...columns.rows].reverse() : columns.rows;
  return {
    rows,
    columns,
    body: answer.body,
    times: () => rows.map((row) => Number(row[columns.time]) * columns.timeUnitMs),
    values: (field) => rows.map((row) => Number(row[columns[field]])),
  };
}

const TIMES = BARS.map(({ openTimeMs }) => openTimeMs);
const CLOSED = TIMES.slice(0, -1);
const MINUTE = 60_000;

/** The one value that differs, found without knowing where. */
function oddCells(path: string, { rows }: Seen): unknown[] {
  const clean = candlesAfter(path, 'candles.gapStart', { bars: 10_000 });
  expect(clean.rows).toEqual([]);
  const { candles } = CANDLE_ANSWERS[path](BARS);
  const before = candles?.newestFirst ? [...candles.rows].reverse() : (candles?.rows ?? []);
  return rows.flatMap((row, index) => row.filter((cell, column) => cell !== before[index][column]));
}

const oneOdd = (fault: string, expected: (path: string) => unknown) => (path: string) =>
  expect(oddCells(path, candlesAfter(path, fault))).toEqual([expected(path)]);

const share = (percent: number, of: number) => Math.round((of * percent) / 100);

const CANDLES: Readonly<Record<string, (path: string) => void>> = {
  openBar: (path) => {
    const seen = candlesAfter(path, 'candles.openBar');
    expect(seen.times()).toEqual(TIMES);
    expect(seen.values('close').at(-1)).toBe(10 * BARS[COUNT - 2].close);
    expect(seen.values('close').slice(0, -1)).toEqual(BARS.slice(0, -1).map(({ close }) => close));
  },
  futureBar: (path) =>
    expect(candlesAfter(path, 'candles.futureBar').times()).toEqual([
      ...TIMES,
      TIMES[COUNT - 1] + 100 * MINUTE,
    ]),
  missingLast: (path) =>
    expect(candlesAfter(path, 'candles.missingLast', { bars: 3 }).times()).toEqual(CLOSED.slice(0, -3)),
  gap: (path) => {
    const times = candlesAfter(path, 'candles.gap', { percent: 20 }).times();
    expect(times).toHaveLength(COUNT - share(20, COUNT - 1));
    expect(times.every((time) => TIMES.includes(time))).toBe(true);
    expect(times.at(-1)).toBe(TIMES.at(-1));
    expect(candlesAfter(path, 'candles.gap', { percent: 20 }).times()).toEqual(times);
  },
  gapStart: (path) =>
    expect(candlesAfter(path, 'candles.gapStart', { bars: 7 }).times()).toEqual(TIMES.slice(7)),
  gapMiddle: (path) =>
    expect(candlesAfter(path, 'candles.gapMiddle', { bars: 20 }).times()).toEqual([
      ...TIMES.slice(0, 20),
      ...TIMES.slice(40),
    ]),
  gapEnd: (path) =>
    expect(candlesAfter(path, 'candles.gapEnd', { bars: 2 }).times()).toEqual([
      ...CLOSED.slice(0, -2),
      TIMES[COUNT - 1],
    ]),
  fewer: (path) => expect(candlesAfter(path, 'candles.fewer', { bars: 4 }).times()).toEqual(TIMES.slice(-5)),
  none: (path) => expect(candlesAfter(path, 'candles.none').rows).toEqual([]),
  stale: (path) =>
    expect(candlesAfter(path, 'candles.stale', { bars: 9 }).times()).toEqual(
      TIMES.map((time) => time - 9 * MINUTE),
    ),

  duplicate: (path) => {
    const { rows } = candlesAfter(path, 'candles.duplicate', { percent: 10 });
    const distinct = new Set(rows.map((row) => JSON.stringify(row)));
    expect([rows.length, distinct.size]).toEqual([COUNT + share(10, COUNT), COUNT]);
  },
  duplicateDifferent: (path) => {
    const seen = candlesAfter(path, 'candles.duplicateDifferent', { percent: 10 });
    const { rows } = seen;
    const distinct = new Set(rows.map((row) => JSON.stringify(row)));
    expect(rows).toHaveLength(COUNT + share(10, COUNT - 1));
    expect(distinct.size).toBe(rows.length);
    expect([...new Set(seen.times())]).toEqual(TIMES);
  },
  shuffled: (path) => {
    const times = candlesAfter(path, 'candles.shuffled').times();
    expect(times).not.toEqual(TIMES);
    expect([...times].sort((a, b) => a - b)).toEqual(TIMES);
  },
  reversed: (path) => expect(candlesAfter(path, 'candles.reversed').times()).toEqual([...TIMES].reverse()),
  nullTime: (path) => {
    const { rows, columns } = candlesAfter(path, 'candles.nullTime', { percent: 10 });
    expect(rows.filter((row) => row[columns.time] === null)).toHaveLength(share(10, COUNT));
  },
  offGrid: (path) =>
    expect(candlesAfter(path, 'candles.offGrid').times()).toEqual(TIMES.map((time) => time + 14_000)),
  secondsTime: (path) =>
    expect(candlesAfter(path, 'candles.secondsTime').times()).toEqual(TIMES.map((time) => time / 1000)),
  microsecondsTime: (path) =>
    expect(candlesAfter(path, 'candles.microsecondsTime').times()).toEqual(TIMES.map((time) => time * 1000)),
  textTime: (path) => {
    const { rows, columns } = candlesAfter(path, 'candles.textTime');
    expect(rows[0][columns.time]).toBe(new Date(TIMES[0]).toISOString());
  },

  zeroVolume: (path) =>
    expect(new Set(candlesAfter(path, 'candles.zeroVolume').values('volume'))).toEqual(new Set([0])),
  quietBars: (path) => {
    const seen = candlesAfter(path, 'candles.quietBars');
    const still = seen.values('high').filter((high, index) => high === seen.values('low')[index]);
    expect([still.length, seen.values('volume').filter((volume) => volume === 0).length]).toEqual([30, 30]);
  },
  valueZero: oneOdd('candles.valueZero', () => '0'),
  valueNegative: oneOdd('candles.valueNegative', () => String(-1 - BARS[COUNT - 4].close)),
  valueNan: oneOdd('candles.valueNan', () => 'NaN'),
  valueInfinity: oneOdd('candles.valueInfinity', () => 'Infinity'),
  valueOverflow: oneOdd('candles.valueOverflow', () => '1e999'),
  valueText: oneOdd('candles.valueText', () => 'unknown'),
  valueEmpty: oneOdd('candles.valueEmpty', () => ''),
  valueComma: oneOdd('candles.valueComma', () => '1,5'),
  valueHex: oneOdd('candles.valueHex', () => '0x10'),
  valueNull: oneOdd('candles.valueNull', () => null),
  valueTrue: oneOdd('candles.valueTrue', () => true),
  valueObject: oneOdd('candles.valueObject', () => ({})),
  valueArray: oneOdd('candles.valueArray', () => [String(BARS[COUNT - 4].close)]),
  highBelowLow: (path) => {
    const seen = candlesAfter(path, 'candles.highBelowLow', { back: 0 });
    const wrong = seen.values('high').map((high, index) => high < seen.values('low')[index]);
    expect(wrong.indexOf(true)).toBe(COUNT - 2);
    expect(wrong.lastIndexOf(true)).toBe(COUNT - 2);
  },
  closeOutside: (path) => {
    const seen = candlesAfter(path, 'candles.closeOutside', { back: 0 });
    const wrong = seen.values('close').map((close, index) => close > seen.values('high')[index]);
    expect([wrong.indexOf(true), wrong.lastIndexOf(true)]).toEqual([COUNT - 2, COUNT - 2]);
  },

  scale: (path) => {
    const seen = candlesAfter(path, 'candles.scale', { factor: 2 ** -30 });
    expect(seen.values('close')).toEqual(BARS.map(({ close }) => close * 2 ** -30));
    expect(seen.values('volume')).toEqual(BARS.map(({ volume }) => volume * 2 ** 30));
    expect(JSON.stringify(seen.rows)).not.toMatch(/\de-/);
  },
  quoteVolume: (path) =>
    expect(candlesAfter(path, 'candles.quoteVolume').values('volume')).toEqual(
      BARS.map(({ volume, close }) => volume * close),
    ),
  numbersAsText: (path) => {
    const { rows, columns } = candlesAfter(path, 'candles.numbersAsText');
    expect(rows.every((row) => row[columns.close] === String(Number(row[columns.close])))).toBe(true);
  },
  textAsNumbers: (path) => {
    const { rows, columns } = candlesAfter(path, 'candles.textAsNumbers');
    expect(rows.map((row) => row[columns.close])).toEqual(BARS.map(({ close }) => close));
  },
  scientific: (path) => {
    const seen = candlesAfter(path, 'candles.scientific');
    expect(seen.rows[0][seen.columns.close]).toBe('1.015e+2');
    expect(seen.values('volume')).toEqual(BARS.map(({ volume }) => volume));
  },
  sixColumns: (path) => {
    const { rows, columns } = candlesAfter(path, 'candles.sixColumns');
    expect(new Set(rows.map((row) => row.length))).toEqual(new Set([columns.volume + 1]));
  },
  extraColumns: (path) => {
    const { rows } = candlesAfter(path, 'candles.extraColumns');
    const clean = CANDLE_ANSWERS[path](BARS).candles?.rows[0].length ?? NaN;
    expect(new Set(rows.map((row) => row.length))).toEqual(new Set([clean + 3]));
  },
  shortRow: (path) => {
    const { rows } = candlesAfter(path, 'candles.shortRow', { back: 5 });
    expect(rows.findIndex((row) => row.length === 2)).toBe(COUNT - 2 - 5);
  },
  nullRow: (path) => {
    const { rows } = candlesAfter(path, 'candles.nullRow', { back: 5 });
    expect((rows as unknown[]).indexOf(null)).toBe(COUNT - 2 - 5);
    expect(rows).toHaveLength(COUNT);
  },

  otherTimeframe: (path) => {
    const seen = candlesAfter(path, 'candles.otherTimeframe', { factor: 5 });
    const spacings = seen
      .times()
      .slice(1)
      .map((time, index) => time - seen.times()[index]);
    expect(new Set(spacings)).toEqual(new Set([5 * MINUTE]));
    const [, second] = seen.times();
    const inside = BARS.filter(({ openTimeMs }) => openTimeMs >= second && openTimeMs < second + 5 * MINUTE);
    expect(inside).toHaveLength(5);
    expect([
      seen.values('high')[1],
      seen.values('low')[1],
      seen.values('close')[1],
      seen.values('volume')[1],
    ]).toEqual([
      Math.max(...inside.map(({ high }) => high)),
      Math.min(...inside.map(({ low }) => low)),
      inside[4].close,
      inside.reduce((sum, { volume }) => sum + volume, 0),
    ]);
  },
  otherSymbol: (path) => {
    const seen = candlesAfter(path, 'candles.otherSymbol');
    expect(seen.values('close')).toEqual(BARS.map(({ close }) => 7 * close));
    const named = JSON.stringify(seen.body);
    if (path === '/v5/market/kline') expect(named).toContain('"symbol":"XBTCUSDT"');
    if (path === '/0/public/OHLC') expect(named).toContain('"XXBTUSDT":[[');
  },
};

describe('a fault of candles changes what it describes, in every wire format', () => {
  const names = FAULTS.filter(({ id }) => id.startsWith('candles.')).map(({ id }) => id.slice(8));

  test('each is tested', () => {
    expect(Object.keys(CANDLES).sort()).toEqual([...names].sort());
  });

  test.each(names.flatMap((name) => PATHS.map((path) => [name, path])))('%s in %s', (name, path) => {
    CANDLES[name](path);
  });

  test('answers without one row, or with one, stay answers', () => {
    for (const name of names) {
      for (const path of PATHS) {
        for (const bars of [[], BARS.slice(-1)]) {
          const answer = mutated(CANDLE_ANSWERS[path](bars), requestFor(path), `candles.${name}`);
          expect(() => JSON.stringify(answer.body)).not.toThrow();
        }
      }
    }
  });

  test('other endpoints are not touched', () => {
    const engine = createFaultEngine(parseScenario([{ fault: 'candles.none' }], 'test'), { seed: 1 });
    expect(engine.choose(requestFor('/api/v3/depth', 'depth'))).toBeNull();
  });
});

const listed = (id: string, base: string) => ({
  symbol: id,
  status: 'TRADING',
  baseAsset: base,
  quoteAsset: 'USDT',
});

/** Two markets in three wire formats, and how their names and states are read from them. */
const LISTS: Readonly<Record<string, { body: unknown; read: (body: never) => [string, unknown][] }>> = {
  '/api/v3/exchangeInfo': {
    body: { timezone: 'UTC', symbols: [listed('BTCUSDT', 'BTC'), listed('ETHUSDT', 'ETH')] },
    read: (body: { symbols: { symbol: string; status: string }[] }) =>
      body.symbols.map(({ symbol, status }) => [symbol, status]),
  },
  '/v5/market/instruments-info': {
    body: {
      retCode: 0,
      result: {
        category: 'spot',
        list: [
          { symbol: 'BTCUSDT', baseCoin: 'BTC', status: 'Trading' },
          { symbol: 'ETHUSDT', baseCoin: 'ETH', status: 'Trading' },
        ],
      },
    },
    read: (body: { result: { list: { symbol: string; status: string }[] } }) =>
      body.result.list.map(({ symbol, status }) => [symbol, status]),
  },
  '/0/public/AssetPairs': {
    body: {
      error: [],
      result: {
        BTCUSDT: { altname: 'BTCUSDT', base: 'BTC', status: 'online' },
        ETHUSDT: { altname: 'ETHUSDT', base: 'ETH', status: 'online' },
      },
    },
    read: (body: { result: Record<string, { status: string }> }) =>
      Object.entries(body.result).map(([id, { status }]) => [id, status]),
  },
};

describe.each(Object.keys(LISTS))('a fault of the list of markets in %s', (path) => {
  const { body, read } = LISTS[path];
  const clean = read(body as never);
  const after = (fault: string, parameters: object = {}) =>
    read(
      mutated(
        { status: 200, headers: {}, body, candles: null },
        requestFor(path, 'markets'),
        fault,
        parameters,
      ).body as never,
    );

  test('leaves markets out', () => {
    expect(after('markets.absent')).toEqual(clean.slice(1));
    expect(after('markets.absent', { market: 'eth*' })).toEqual(clean.slice(0, 1));
    expect(after('markets.late')).toEqual(clean.slice(0, 1));
    expect(after('markets.none')).toEqual([]);
  });

  test('suspends a market, in the words of the exchange', () => {
    const state = { '/api/v3/exchangeInfo': 'BREAK', '/v5/market/instruments-info': 'Closed' }[path];
    expect(after('markets.suspended')).toEqual([['BTCUSDT', state ?? 'cancel_only'], clean[1]]);
  });

  test('lists markets twice where a list can', () => {
    const isKeyed = path.startsWith('/0/');
    expect(after('markets.twice')).toEqual(isKeyed ? clean : [...clean, ...clean]);
  });

  test('adds a market with any odd name', () => {
    const names = findFault('markets.oddName')?.parameters.name.enum ?? [];
    expect(names.length).toBeGreaterThan(8);
    for (const name of names) {
      const markets = after('markets.oddName', { name });
      expect(markets.slice(0, 2)).toEqual(clean);
      expect(markets).toHaveLength(3);
      expect(markets[2][0]).toMatch(/USDT$/);
    }
    expect(after('markets.oddName')[2][0]).toBe('<img src=x onerror=alert(1)>USDT');
  });

  test('leaves an error unchanged', () => {
    const refusal = { status: 200, headers: {}, body: { error: ['EService:Unavailable'] }, candles: null };
    for (const { id } of FAULTS.filter(({ id }) => id.startsWith('markets.'))) {
      expect(mutated(refusal, requestFor(path, 'markets'), id)).toEqual(refusal);
    }
  });

  test('does not modify the original answer', () => {
    const before = JSON.stringify(body);
    for (const { id } of FAULTS.filter(({ id }) => id.startsWith('markets.'))) after(id);
    expect(JSON.stringify(body)).toBe(before);
  });
});
