import { describe, expect, test } from '../../support/jest.js';
import { tries } from '../../support/budget.js';
import fc from 'fast-check';
import { readNumber } from '../../../src/feeds/exchange/read-number.js';

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
/** What numbers are made of, and what else Number() takes. */
const PARTS = [...'0123456789', ...'+-.eE', ...'xXbBoO_nFf', ' ', '\t', '\u00a0', '\ufeff', 'Infinity'];

describe('a text from outside', () => {
  test('is a number exactly if it is a decimal number and nothing else', () => {
    const text = fc.array(fc.constantFrom(...PARTS), { maxLength: 8 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, (value) => {
        const expected = DECIMAL.test(value) && Number.isFinite(Number(value)) ? Number(value) : NaN;
        expect(readNumber(value)).toBe(expected);
      }),
      { numRuns: tries(20_000) },
    );
  });

  test('reads back as the double that it was written from', () => {
    fc.assert(
      fc.property(fc.double({ noDefaultInfinity: true, noNaN: true }), (value) => {
        expect(readNumber(`${value}`) === value).toBe(true);
      }),
    );
  });
});
