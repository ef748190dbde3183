import { describe, expect, test } from '../support/jest.js';
import fc from 'fast-check';
import { plainDecimal, shiftDecimal, stepOf, steppedDecimal } from '../../src/emulator/decimal.js';

const PLAIN = /^-?\d+(\.\d+)?$/;

describe('decimals on the wire', () => {
  test('any double reads back as itself, without an exponent', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const text = plainDecimal(value);
        expect(text).toMatch(PLAIN);
        // −0 is written 0.
        expect(Number(text)).toBe(value === 0 ? 0 : value);
      }),
    );
  });

  test.each([
    [1e21, '1000000000000000000000'],
    [1.5e-7, '0.00000015'],
    [-2.5e-9, '-0.0000000025'],
    [123.25, '123.25'],
    [0, '0'],
  ])('%d is written %s', (value, text) => {
    expect(plainDecimal(value)).toBe(text);
  });

  test.each([
    ['12.5', -2, '0.125'],
    ['-1.8862560011697616', -2, '-0.018862560011697616'],
    ['0', -2, '0.00'],
    ['0.0125', 2, '1.25'],
    ['350', -2, '3.50'],
  ])('the point of %s moves by %d: %s', (text, places, shifted) => {
    expect(shiftDecimal(text, places)).toBe(shifted);
  });

  test('whole steps read back as the same double', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.nat({ max: 12 }), fc.nat({ max: 8 }), (steps, decimals, places) => {
        const value = steps / Number(`1e${decimals}`);
        expect(Number(steppedDecimal(value, decimals, places))).toBe(value);
      }),
    );
  });

  test('steps are written with their places, padded as exchanges do', () => {
    expect(steppedDecimal(94_400.1, 1, 8)).toBe('94400.10000000');
    expect(steppedDecimal(42, 0, 3)).toBe('42.000');
    expect(steppedDecimal(0.0000296, 9, 8)).toBe('0.000029600');
    expect(steppedDecimal(42, 0)).toBe('42');
    expect(steppedDecimal(-0.0004644, 7, 8)).toBe('-0.00046440');
    expect(steppedDecimal(1e15, 8)).toBe('1000000000000000.00000000');
    expect([stepOf(0), stepOf(3), stepOf(12)]).toEqual(['1', '0.001', '0.000000000001']);
  });
});
