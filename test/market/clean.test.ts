import { describe, expect, test } from '../support/jest.js';
import type { CleanResult } from '../../src/market/clean.js';
import { cleanCandles } from '../../src/market/clean.js';
import type { Row } from './candles.js';
import { COLUMN_NAMES, FIVE_MINUTES, START_MS, closeOf, rawCandles, soundRows } from './candles.js';

const BARS = 200;

function clean(rows: readonly Row[], asOfMs = closeOf(BARS), count = BARS): CleanResult {
  return cleanCandles(rawCandles(rows), { timeframeMs: FIVE_MINUTES, asOfMs, count });
}

/** Sound rows of which some are changed in place. */
function changed(...edits: [bar: number, change: Partial<Row>][]): Row[] {
  const rows = soundRows(BARS);
  for (const [bar, change] of edits) Object.assign(rows[bar], change);
  return rows;
}

function without(...bars: number[]): Row[] {
  return soundRows(BARS).filter((_, bar) => !bars.includes(bar));
}

const codes = (result: CleanResult) => result.issues.map(({ code }) => code);

describe('clean candles', () => {
  test('are output unchanged, in new arrays', () => {
    const raw = rawCandles(soundRows(BARS));
    const { series, issues, quality, notes } = cleanCandles(raw, {
      timeframeMs: FIVE_MINUTES,
      asOfMs: closeOf(BARS),
      count: BARS,
    });
    for (const name of COLUMN_NAMES) {
      expect(series![name]).toEqual(raw[name]);
      expect(series![name].buffer).not.toBe(raw[name].buffer);
    }
    expect(series!.filled).toEqual(new Uint8Array(BARS));
    expect({ issues, notes }).toEqual({ issues: [], notes: [] });
    expect(quality).toMatchObject({ bars: BARS, ageBars: 0, health: 1 });
  });

  test('are cut to the window', () => {
    const { series } = clean(soundRows(BARS), closeOf(BARS), 50);
    expect(series!.openTimeMs.length).toBe(50);
    expect(series!.openTimeMs[0]).toBe(START_MS + 150 * FIVE_MINUTES);
  });

  test('of a young market are fewer, with nothing put in front', () => {
    const { series, issues } = clean(soundRows(BARS), closeOf(BARS), 5000);
    expect(series!.openTimeMs.length).toBe(BARS);
    expect(series!.openTimeMs[0]).toBe(START_MS);
    expect(issues).toEqual([]);
  });

  test('may have no volume at all (D5)', () => {
    const rows = soundRows(BARS).map((row) => ({ ...row, volume: 0 }));
    expect(codes(clean(rows))).toEqual([]);
  });

  test.each([1e-9, 1e9, 2 ** -30, 2 ** 30])('keep every digit at prices times %p (D8)', (factor) => {
    const rows = soundRows(BARS).map((row) => ({
      ...row,
      open: row.open * factor,
      high: row.high * factor,
      low: row.low * factor,
      close: row.close * factor,
    }));
    const { series, issues } = clean(rows);
    expect(issues).toEqual([]);
    expect(series!.close).toEqual(Float64Array.from(rows, (row) => row.close));
  });
});

describe('the last bar (D1)', () => {
  test.each([
    [-1, BARS - 1],
    [0, BARS],
    [1, BARS],
  ])('at its close time %p ms leaves %p bars', (offsetMs, bars) => {
    const { series, issues } = clean(soundRows(BARS), closeOf(BARS) + offsetMs);
    expect(series!.openTimeMs.length).toBe(bars);
    expect(issues).toEqual([]);
  });

  test('is also cut by time where rows have to be sorted', () => {
    const { series } = clean(soundRows(BARS).reverse(), closeOf(BARS) - 1);
    expect(series!.openTimeMs.at(-1)).toBe(closeOf(BARS) - 2 * FIVE_MINUTES);
  });
});

describe('gaps (D2)', () => {
  test('up to 2 % are filled with volume 0 at the previous close and flagged', () => {
    const { series, issues, quality, notes } = clean(without(50, 51, 120));
    expect(issues).toEqual([]);
    expect(quality).toMatchObject({ bars: BARS, filledBars: 3 });
    const previousClose = soundRows(BARS)[49].close;
    for (const bar of [50, 51]) {
      expect(series!.filled[bar]).toBe(1);
      expect(series!.volume[bar]).toBe(0);
      for (const name of ['open', 'high', 'low', 'close'] as const) {
        expect(series![name][bar]).toBe(previousClose);
      }
    }
    expect(series!.openTimeMs[50]).toBe(START_MS + 50 * FIVE_MINUTES);
    expect(notes).toEqual(['Absent bars filled with volume 0 at the previous close: 3.']);
  });

  test('of more than 2 % reject the market', () => {
    expect(codes(clean(without(20, 30, 40, 50)))).toEqual([]);
    const { series, issues } = clean(without(20, 30, 40, 50, 60));
    expect(issues).toEqual([
      { code: 'DATA_GAP', message: '5 of 200 bars (2.5 %) are absent (at most 2 %).' },
    ]);
    expect(series!.openTimeMs.length).toBe(BARS);
  });

  test('among the last three bars reject it at once', () => {
    expect(codes(clean(without(196)))).toEqual([]);
    expect(codes(clean(without(197)))).toEqual(['DATA_GAP']);
    expect(codes(clean(without(198)))).toEqual(['DATA_GAP']);
  });

  test('at the start of the window are filled from the bar before it', () => {
    const { series } = clean(without(150, 151), closeOf(BARS), 50);
    expect(series!.openTimeMs.length).toBe(50);
    expect(Array.from(series!.filled.subarray(0, 3))).toEqual([1, 1, 0]);
    expect(series!.close[0]).toBe(soundRows(BARS)[149].close);
  });

  test('at the end are a trailing gap up to two bars, and no bar is invented', () => {
    for (const lag of [1, 2]) {
      const { series, issues, quality } = clean(soundRows(BARS), closeOf(BARS + lag));
      expect(issues.map(({ code }) => code)).toEqual(['DATA_GAP']);
      expect(quality.ageBars).toBe(lag);
      expect(series!.openTimeMs.at(-1)).toBe(closeOf(BARS) - FIVE_MINUTES);
    }
  });
});

describe('old candles', () => {
  test('are stale from three bars on, and are still shown (D11, D12)', () => {
    const { series, issues, quality } = clean(soundRows(BARS), closeOf(BARS + 3));
    expect(issues).toEqual([
      {
        code: 'DATA_STALE',
        message:
          'The last bar closed at 2024-08-05T16:40:00Z, 3 bars before 2024-08-05T16:55:00Z (at most 2).',
      },
    ]);
    expect(quality.ageBars).toBe(3);
    expect(series!.openTimeMs.length).toBe(BARS);
  });
});

describe('duplicates (D3)', () => {
  test('that are identical are dropped and harm nothing', () => {
    const rows = soundRows(BARS);
    const { series, issues, quality, notes } = clean([...rows, ...rows]);
    expect(series!.openTimeMs.length).toBe(BARS);
    expect(issues).toEqual([]);
    expect(quality).toMatchObject({ duplicateBars: 0, health: 1 });
    expect(notes[0]).toBe('Identical repeated rows dropped: 200.');
  });

  test('that differ are replaced by the row that came later', () => {
    const rows = soundRows(BARS);
    const { series, quality, issues } = clean([...rows, { ...rows[70], volume: 777 }]);
    expect(series!.volume[70]).toBe(777);
    expect(quality.duplicateBars).toBe(1);
    expect(issues).toEqual([]);
  });

  test('that differ reject the market above 1 %', () => {
    const rows = soundRows(BARS);
    const repeated = (count: number) => rows.slice(20, 20 + count).map((row) => ({ ...row, volume: 777 }));
    expect(codes(clean([...rows, ...repeated(2)]))).toEqual([]);
    expect(codes(clean([...rows, ...repeated(3)]))).toEqual(['DATA_INVALID']);
  });
});

describe('times (D4)', () => {
  test('out of order are sorted', () => {
    const sorted = clean(soundRows(BARS)).series;
    const { series, quality, issues } = clean(soundRows(BARS).reverse());
    expect(series).toEqual(sorted);
    expect(quality.reorderedBars).toBe(BARS - 1);
    expect(issues).toEqual([]);
  });

  test('that are null or invalid are rejected, and above 1 % reject the market', () => {
    const one = clean(changed([50, { openTimeMs: NaN }]));
    expect(one.issues).toEqual([]);
    expect(one.quality).toMatchObject({ invalidBars: 1, filledBars: 1 });
    const some = [50, 60, 70].map((bar): [number, Partial<Row>] => [bar, { openTimeMs: -1 }]);
    expect(codes(clean(changed(...some)))).toContain('DATA_INVALID');
  });

  test.each([
    ['seconds', 1e-3],
    ['microseconds', 1e3],
    ['nanoseconds', 1e6],
  ])('in %s are named as such', (unit, factor) => {
    const rows = soundRows(BARS).map((row) => ({ ...row, openTimeMs: row.openTimeMs * factor }));
    const { series, issues } = clean(rows);
    expect(series).toBeNull();
    expect(issues.map(({ code }) => code)).toEqual(['DATA_INVALID', 'DATA_EMPTY']);
    expect(issues[0].message).toContain(`looks like ${unit}`);
  });

  test('off the grid are rejected, and above 1 % reject the market', () => {
    const one = clean(changed([50, { openTimeMs: START_MS + 50 * FIVE_MINUTES + 14_000 }]));
    expect(one.issues).toEqual([]);
    expect(one.quality.offGridBars).toBe(1);
    const rows = soundRows(BARS).map((row) => ({ ...row, openTimeMs: row.openTimeMs - 14_000 }));
    expect(clean(rows).issues[0]).toEqual({
      code: 'DATA_MISMATCH',
      message:
        'Expected 5m candles, but 200 of 200 rows do not open on its UTC grid, such as 2024-08-04T23:59:46Z.',
    });
  });
});

describe('impossible rows (D6, D7)', () => {
  const faults: [string, Partial<Row>, string][] = [
    ['a price of 0', { low: 0 }, 'low is 0'],
    ['a negative price', { open: -1 }, 'open is -1'],
    ['a price that is NaN', { close: NaN }, 'close is NaN'],
    ['a price that is infinite', { high: Infinity }, 'high is Infinity'],
    ['a price that is minus infinite', { low: -Infinity }, 'low is -Infinity'],
    ['a high below the low', { high: 98, low: 99, open: 98.5, close: 98.5 }, 'high 98 is below low 99'],
    ['an open outside', { open: 500 }, 'open 500 lies outside'],
    ['a close outside', { close: 0.5 }, 'close 0.5 lies outside'],
    ['a negative volume', { volume: -1 }, 'volume is -1'],
    ['a volume that is NaN', { volume: NaN }, 'volume is NaN'],
    ['a volume that is infinite', { volume: Infinity }, 'volume is Infinity'],
  ];

  test.each(faults)('with %s are rejected, not mended', (_, fault) => {
    const { series, issues, quality } = clean(changed([50, fault]));
    expect(issues).toEqual([]);
    expect(quality).toMatchObject({ invalidBars: 1, filledBars: 1 });
    expect(series!.filled[50]).toBe(1);
  });

  test.each(faults)('with %s among the last ten bars reject the market', (_, fault, said) => {
    expect(codes(clean(changed([189, fault])))).toEqual([]);
    const { issues } = clean(changed([190, fault]));
    expect(issues[0].code).toBe('DATA_INVALID');
    expect(issues[0].message).toContain(said);
  });

  test('of more than 1 % reject it', () => {
    const fault = { close: NaN };
    expect(codes(clean(changed([50, fault], [60, fault])))).toEqual([]);
    expect(codes(clean(changed([50, fault], [60, fault], [70, fault])))).toEqual(['DATA_INVALID']);
  });

  test('before the window do not count', () => {
    const rows = changed(...[10, 11, 12, 13, 14].map((bar): [number, Partial<Row>] => [bar, { open: NaN }]));
    expect(clean(rows, closeOf(BARS), 100)).toMatchObject({ issues: [], quality: { health: 1 } });
  });
});

describe('prices that cannot be those of one market', () => {
  test.each([
    [1e12, []],
    [1.0001e12, ['DATA_INVALID']],
  ])('up to a factor of 1e12 apart are kept: %d', (factor, codes) => {
    const rows = soundRows(60).map((row, bar): Row => {
      const price = bar === 30 ? factor : 1;
      return { ...row, open: price, high: price, low: price, close: price };
    });
    const { issues } = cleanCandles(rawCandles(rows), {
      timeframeMs: FIVE_MINUTES,
      asOfMs: closeOf(60),
      count: 60,
    });
    expect(issues.map(({ code }) => code)).toEqual(codes);
  });
});

describe('candles of another timeframe (D18)', () => {
  test('that is longer are recognised by the distance of the rows', () => {
    const { issues } = clean(soundRows(67, 3 * FIVE_MINUTES), closeOf(67, 3 * FIVE_MINUTES));
    expect(issues[0]).toEqual({
      code: 'DATA_MISMATCH',
      message: 'Expected 5m candles, but the rows stand 15m apart.',
    });
  });

  test('that is shorter are recognised by the grid', () => {
    const { issues } = clean(soundRows(BARS, 60_000), closeOf(BARS, 60_000));
    expect(issues[0].code).toBe('DATA_MISMATCH');
    expect(issues[0].message).toContain('they stand 1m apart');
  });

  test('are not seen in a few bars with gaps', () => {
    expect(codes(clean([soundRows(9)[0], soundRows(9)[3], soundRows(9)[6]], closeOf(7)))).toEqual([
      'DATA_GAP',
    ]);
  });
});

describe('too few candles (D9)', () => {
  test('none give DATA_EMPTY and no series', () => {
    const { series, issues, quality } = clean([]);
    expect(series).toBeNull();
    expect(issues).toEqual([{ code: 'DATA_EMPTY', message: 'There are no candles.' }]);
    expect(quality).toMatchObject({ bars: 0, ageBars: null, health: 0 });
  });

  test('none closed yet give DATA_EMPTY', () => {
    const { series, issues } = clean(soundRows(BARS), START_MS + FIVE_MINUTES - 1);
    expect(series).toBeNull();
    expect(issues[0].message).toBe(
      'None of the 200 rows is a usable bar closed at 2024-08-05T00:04:59.999Z.',
    );
  });

  test('one is a series of one', () => {
    const { series, issues } = clean(soundRows(1), closeOf(1));
    expect(series!.close).toEqual(Float64Array.of(101));
    expect(issues).toEqual([]);
  });
});

test('wrong arguments are reported with the value', () => {
  const raw = rawCandles(soundRows(3));
  const options = { timeframeMs: FIVE_MINUTES, asOfMs: closeOf(3), count: 3 };
  expect(() => cleanCandles(raw, { ...options, count: 0 })).toThrow(
    'Expected `count` to be a whole number > 0, got 0.',
  );
  expect(() => cleanCandles(raw, { ...options, timeframeMs: 1.5 })).toThrow('got 1.5');
  expect(() => cleanCandles(raw, { ...options, asOfMs: NaN })).toThrow('got NaN');
  expect(() => cleanCandles({ ...raw, low: new Float64Array(2) }, options)).toThrow(
    'Expected every column to have 3 rows, got 2.',
  );
});
