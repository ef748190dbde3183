import { describe, expect, test } from '../support/jest.js';
import fc from 'fast-check';
import type { CandleRows } from '../../src/codec/block/candle-rows.js';
import { CodecError } from '../../src/codec/block/codec-error.js';
import { chooseDecimals } from '../../src/codec/block/decimals.js';
import { decodeCandles } from '../../src/codec/block/decode-candles.js';
import { encodeCandles } from '../../src/codec/block/encode-candles.js';
import { nodeDeflate, nodeInflate } from '../../src/codec/node/deflate.js';
import { webInflate } from '../../src/codec/web/inflate.js';
import { createSimulatedFeed } from '../../src/feeds/simulated/simulated-feed.js';
import { COLUMN_NAMES, FIVE_MINUTES, rawCandles, soundRows } from '../market/candles.js';
import { candleFiles, readCandleFile } from './candle-files.js';

const { is } = Object;

/** The first value that did not come back bit by bit; null = all did. */
function lost(given: readonly CandleRows[], got: readonly CandleRows[]): string | null {
  if (given.length !== got.length) return `${given.length} markets became ${got.length}`;
  for (const [market, rows] of given.entries()) {
    for (const name of COLUMN_NAMES) {
      if (rows[name].length !== got[market][name].length) return `length of market ${market}`;
      const row = rows[name].findIndex((value, at) => !is(value, got[market][name][at]));
      if (row >= 0)
        return `${name} of row ${row} of market ${market}: ${rows[name][row]} → ${got[market][name][row]}`;
    }
  }
  return null;
}

const roundTrip = (markets: readonly CandleRows[], timeframeMs = FIVE_MINUTES) =>
  lost(markets, decodeCandles(encodeCandles(markets, timeframeMs)));

describe('a block of candles', () => {
  const anyNumber = fc.oneof(
    fc.double(),
    fc.constantFrom(
      NaN,
      Infinity,
      -Infinity,
      0,
      -0,
      5e-324,
      1.7976931348623157e308,
      0.1 + 0.2,
      2 ** 51,
      2 ** 53,
    ),
    fc.tuple(fc.nat(10 ** 9), fc.nat(12)).map(([ticks, decimals]) => ticks / 10 ** decimals),
  );
  const oneRow = fc.record({
    openTimeMs: fc.oneof(
      fc.nat(50).map((bar) => 1.7e12 + bar * FIVE_MINUTES),
      anyNumber,
    ),
    open: anyNumber,
    high: anyNumber,
    low: anyNumber,
    close: anyNumber,
    volume: anyNumber,
  });
  const market = fc.oneof(
    fc.array(oneRow, { maxLength: 30 }),
    // Mostly sound, so that a few odd rows are among many good ones.
    fc.tuple(fc.nat(300), fc.array(fc.tuple(fc.nat(300), oneRow), { maxLength: 3 })).map(([count, odd]) => {
      const rows = soundRows(count);
      for (const [place, row] of odd) if (place < count) rows[place] = row;
      return rows;
    }),
  );

  test('restores every float64, whatever it is and in whatever order rows come', () => {
    fc.assert(
      fc.property(
        fc.array(market, { maxLength: 4 }),
        fc.integer({ min: 1, max: 1e8 }),
        (markets, timeframeMs) => {
          const given = markets.map((rows) => rawCandles(rows));
          expect(roundTrip(given, timeframeMs)).toBeNull();
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test('restores flags', () => {
    const rows = rawCandles(soundRows(5));
    const flags = Uint8Array.of(0, 1, 255, 0, 2);
    const [flagged, plain] = decodeCandles(encodeCandles([{ ...rows, flags }, rows], FIVE_MINUTES));
    expect([flagged.flags, plain.flags]).toEqual([flags, new Uint8Array(5)]);
  });

  test('is the same bytes for the same candles', () => {
    const given = [rawCandles(soundRows(50)), rawCandles([])];
    expect(encodeCandles(given, FIVE_MINUTES)).toEqual(encodeCandles(given, FIVE_MINUTES));
  });

  test('of the simulated market takes at most 8 bytes per candle', async () => {
    const feed = createSimulatedFeed({ marketCount: 40 });
    const symbols = (await feed.markets()).map(({ symbol }) => symbol);
    const answers = await feed.bars(symbols, FIVE_MINUTES, 288, feed.world.defaultAsOfMs);
    const markets = answers.flatMap((answer) => ('candles' in answer ? answer.candles : []));
    expect(roundTrip(markets)).toBeNull();
    const count = markets.reduce((sum, { open }) => sum + open.length, 0);
    const { length } = await nodeDeflate(encodeCandles(markets, FIVE_MINUTES));
    expect(length / count).toBeLessThanOrEqual(8);
  });

  test('of real candles takes at most 8 bytes per candle and loses nothing', async () => {
    for (const file of candleFiles()) {
      const { markets, timeframeMs, count } = readCandleFile(file);
      const block = encodeCandles(markets, timeframeMs);
      expect(lost(markets, decodeCandles(block))).toBeNull();
      expect((await nodeDeflate(block)).length / count).toBeLessThanOrEqual(8);
    }
  });

  test('that was truncated, extended or changed is rejected or decoded, and never more than that', () => {
    const block = encodeCandles(
      [rawCandles(soundRows(40)), rawCandles([{ ...soundRows(1)[0], low: NaN }])],
      FIVE_MINUTES,
    );
    const attempt = (bytes: Uint8Array): void => {
      try {
        decodeCandles(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(CodecError);
      }
    };
    for (let length = 0; length < block.length; length++) {
      expect(() => decodeCandles(block.slice(0, length))).toThrow(CodecError);
    }
    expect(() => decodeCandles(Uint8Array.of(...block, 0))).toThrow(CodecError);
    for (let at = 0; at < block.length; at++)
      for (const bit of [1, 0x80, 0xff]) {
        const changed = block.slice();
        changed[at] ^= bit;
        attempt(changed);
      }
  });

  test('with more candles than a block may have is rejected', () => {
    const column = new Float64Array(2 ** 22 + 1);
    const rows = {
      openTimeMs: column,
      open: column,
      high: column,
      low: column,
      close: column,
      volume: column,
    };
    expect(() => encodeCandles([rows], 1)).toThrow(RangeError);
  });
});

// By hand: digits behind the point of the longest value.
test.each<[number[], number]>([
  [[100, 250], 0],
  [[1.5, 1.25], 2],
  [[0.00001234, 0.5], 8],
  [[1 / 3, 0.5], -1],
])('the decimals of %j are %i', (values, decimals) => {
  expect(chooseDecimals([Float64Array.from(values)])).toBe(decimals);
});

test('one odd row in a hundred does not cost the others their decimals', () => {
  const values = new Float64Array(200).fill(1.5);
  values[7] = 1 / 3;
  expect(chooseDecimals([values])).toBe(1);
});

describe.each([
  ['node', nodeInflate],
  ['web', webInflate],
] as const)('decompression (%s)', (_name, inflate) => {
  const bytes = new TextEncoder().encode('ticks '.repeat(2_000));

  test('restores what was compressed', async () => {
    expect(Buffer.from(await inflate(await nodeDeflate(bytes), bytes.length)).equals(bytes)).toBe(true);
    expect(await inflate(await nodeDeflate(new Uint8Array(0)), 0)).toHaveLength(0);
  });

  test.each([-1, 1])('rejects a length other than announced (%i)', async (difference) => {
    const deflated = await nodeDeflate(bytes);
    await expect(
      Promise.resolve().then(() => inflate(deflated, bytes.length + difference)),
    ).rejects.toThrow();
  });

  test('rejects truncated or foreign data', async () => {
    const deflated = await nodeDeflate(bytes);
    for (const wrong of [deflated.subarray(0, deflated.length - 3), Uint8Array.of(7, 7, 7)]) {
      await expect(Promise.resolve().then(() => inflate(wrong, bytes.length))).rejects.toThrow();
    }
  });
});
