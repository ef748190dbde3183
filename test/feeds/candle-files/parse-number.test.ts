import { expect, test } from '../../support/jest.js';
import fc from 'fast-check';
import { isNoValue, parseNumber } from '../../../src/feeds/candle-files/csv/parse-number.js';

function parse(text: string): number {
  const bytes = Buffer.from(`,${text},`, 'latin1');
  return parseNumber(bytes, 1, bytes.length - 1);
}

const RUNS = { numRuns: 5000 };
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

test('every double written by JavaScript is restored to the bit', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      expect(parse(Object.is(value, -0) ? '-0' : String(value))).toBe(value);
    }),
    RUNS,
  );
});

test('any digits with a point and an exponent equal Number() to the bit', () => {
  const digits = (maxLength: number) => fc.string({ unit: fc.constantFrom(...'0123456789'), maxLength });
  const text = fc
    .tuple(
      fc.constantFrom('', '-', '+'),
      digits(20),
      fc.constantFrom('', '.'),
      digits(20),
      fc.integer({ min: -400, max: 400 }),
      fc.constantFrom('', 'e', 'E'),
    )
    .map(
      ([sign, whole, point, decimals, exponent, e]) =>
        `${sign}${whole}${point}${decimals}${e && e + exponent}`,
    );
  fc.assert(
    fc.property(text, (written) => {
      expect(parse(written)).toBe(DECIMAL.test(written) ? Number(written) : NaN);
    }),
    RUNS,
  );
});

test('prices as exchanges write them equal Number() to the bit', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 17n }), fc.nat({ max: 12 }), (mantissa, decimals) => {
      const padded = mantissa.toString().padStart(decimals + 1, '0');
      const text = decimals === 0 ? padded : `${padded.slice(0, -decimals)}.${padded.slice(-decimals)}`;
      expect(parse(text)).toBe(Number(text));
    }),
    RUNS,
  );
});

test('numbers in the middle of two doubles, and as near to it as their digits go, equal Number() to the bit', () => {
  const double = fc.double({ min: 1e-6, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(
      double,
      fc.integer({ min: 16, max: 31 }),
      fc.integer({ min: -1, max: 1 }),
      (value, digits, off) => {
        const text = decimalsOfMiddle(value);
        const cut = text.slice(0, digits + text.indexOf('.') + 1);
        const last = cut.search(/[1-8]\d?$/);
        const near =
          last < 0 ? cut : cut.slice(0, last) + String(Number(cut[last]) + off) + cut.slice(last + 1);
        for (const written of [cut, near, `-${near}`]) expect(parse(written)).toBe(Number(written));
      },
    ),
    RUNS,
  );
});

/** All decimals of the number half way to the next larger double. */
function decimalsOfMiddle(value: number): string {
  const bits = new BigUint64Array(Float64Array.of(value).buffer)[0];
  const exponent = Number(bits >> 52n) - 1076;
  const doubled = (((bits & 0xfffffffffffffn) | 0x10000000000000n) << 1n) + 1n;
  const scaled = (doubled * 10n ** 80n) >> BigInt(-exponent);
  const text = String(scaled).padStart(81, '0');
  return `${text.slice(0, -80)}.${text.slice(-80)}`;
}

test.each([
  ['9007199254740993', 9007199254740992],
  ['0.1', 0.1],
  ['.5', 0.5],
  ['5.', 5],
  ['+7', 7],
  ['-0', -0],
  ['1e22', 1e22],
  ['1e23', 1e23],
  ['123456789012345e22', 123456789012345e22],
  ['4.9e-324', 5e-324],
  ['1e400', Infinity],
  ['000000000000000000001.5', 1.5],
])('%s is %p', (text, value) => {
  expect(parse(text)).toBe(value);
});

test.each([
  '',
  ' ',
  '.',
  '-',
  '+',
  'e5',
  '1e',
  '1e+',
  '1e5x',
  '1.2.3',
  '1,5',
  '0x10',
  '--1',
  '1_000',
  ' 7',
  '7 ',
  'NaN',
  'Infinity',
  '1 2',
  '12345678901234567x',
])('%j is not a number', (text) => {
  expect(parse(text)).toBeNaN();
});

test('texts that stand for a missing value are known', () => {
  const none = ['', 'NaN', 'nan', 'null', 'NULL', 'None', 'inf', '-inf', 'Infinity', '-Infinity', 'N/A'];
  expect(none.filter((text) => !isNoValue(text))).toEqual([]);
  expect(['1', 'abc', '-', '{}', 'nano'].filter(isNoValue)).toEqual([]);
});
