import { expect, test } from '../../support/jest.js';
import { LAYOUTS } from '../../support/candle-layouts.js';
import { tries } from '../../support/budget.js';
import fc from 'fast-check';
import { CsvParser } from '../../../src/feeds/candle-files/csv/csv-parser.js';
import { FileRows } from '../../../src/feeds/candle-files/file-rows.js';
import { RowStore } from '../../../src/feeds/candle-files/row-store.js';
import type { RawCandles } from '../../../src/market/candle-series.js';
import { SquallError } from '../../../src/util/squall-error.js';
import { FIVE_MINUTES, rawCandles, soundRows } from '../../market/candles.js';
import { csv } from './files.js';

const SYMBOL = '币安人生/USDT';
const ROWS = soundRows(20);
const NOW_MS = Date.UTC(2026, 0);

function parse(bytes: Uint8Array, cuts: readonly number[]): RawCandles | null {
  return candlesIn(bytes, cuts, SYMBOL);
}

function candlesIn(bytes: Uint8Array, cuts: readonly number[], symbol: string): RawCandles | null {
  const store = new RowStore({
    decide: () => ({ rowTimeframeMs: FIVE_MINUTES, keep: Infinity }),
    asOfMs: null,
    nowMs: NOW_MS,
    symbols: null,
  });
  const parser = new CsvParser(
    new FileRows({ name: 'test.csv', symbol: symbol === SYMBOL ? null : symbol }, store, NOW_MS),
  );
  const ends = [...cuts.map((cut) => cut % bytes.length), bytes.length].sort((a, b) => a - b);
  ends.forEach((end, index) => parser.push(bytes.subarray(index === 0 ? 0 : ends[index - 1], end)));
  parser.end();
  store.finish();
  return store.candlesOf(symbol);
}

test('the bytes may be cut anywhere, between them and within a character too', () => {
  const bytes = Buffer.from(csv(ROWS, SYMBOL));
  const expected = rawCandles(ROWS, SYMBOL);
  expect(parse(bytes, [...bytes.keys()])).toEqual(expected);
  fc.assert(
    fc.property(fc.array(fc.nat(), { maxLength: 30 }), (cuts) => {
      expect(parse(bytes, cuts)).toEqual(expected);
    }),
  );
});

test('whatever the bytes are, they are read or rejected with one sentence', () => {
  const bytes = Buffer.from(csv(ROWS, SYMBOL));
  const edit = fc.tuple(fc.nat({ max: bytes.length - 1 }), fc.nat({ max: 255 }));
  fc.assert(
    fc.property(
      fc.array(edit, { minLength: 1, maxLength: 8 }),
      fc.array(fc.nat(), { maxLength: 4 }),
      (edits, cuts) => {
        const damaged = Uint8Array.from(bytes);
        for (const [at, byte] of edits) damaged[at] = byte;
        try {
          parse(damaged, cuts);
        } catch (error) {
          expect(error).toBeInstanceOf(SquallError);
          expect((error as SquallError).code).toBe('DATA_INVALID');
          expect((error as SquallError).message).toMatch(/^test\.csv line \d+: [^\p{Cc}]+\.$/u);
        }
      },
    ),
    { numRuns: tries(3000) },
  );
});

/** Files of text, as all exporters that we know write them. */
const TEXTS = Object.values(LAYOUTS)
  .map((write) => write(soundRows(30)))
  .filter(({ content }) => typeof content === 'string' && !/^\s*[[{]/.test(content));

/** A blank at the end of a row says nothing, but rows with one are not read in one pass. */
const withBlanks = (bytes: Buffer): Buffer =>
  Buffer.from(
    bytes.toString('latin1').replaceAll(/\r?\n/g, (end) => ` ${end}`),
    'latin1',
  );

/** Candles, or the error sentence. */
function outcome(bytes: Uint8Array, symbol: string): unknown {
  try {
    return candlesIn(bytes, [], symbol);
  } catch (error) {
    expect(error).toBeInstanceOf(SquallError);
    return (error as SquallError).message;
  }
}

test.each(TEXTS.map(({ name }, index) => [name, index] as const))(
  'a row of %s read in one pass equals the general reader’s, damaged or not',
  (_name, index) => {
    const { content, symbol } = TEXTS[index];
    const bytes = Buffer.from(content);
    const edit = fc.tuple(
      fc.nat({ max: bytes.length - 1 }),
      fc.constantFrom(...Buffer.from('0159.,;-+eE :TZ"#/\tx')),
    );
    expect(outcome(bytes, symbol)).toEqual(outcome(withBlanks(bytes), symbol));
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 3 }), (edits) => {
        const damaged = Buffer.from(bytes);
        for (const [at, byte] of edits) damaged[at] = byte;
        expect(outcome(damaged, symbol)).toEqual(outcome(withBlanks(damaged), symbol));
      }),
      { numRuns: tries(60) },
    );
  },
);
