import { describe, expect, test } from '../../../support/jest.js';
import { tries } from '../../../support/budget.js';
import fc from 'fast-check';
import { numberRowsOf } from '../../../../src/feeds/exchange/adapters/read-rows.js';
import { NumberRows } from '../../../../src/feeds/exchange/number-rows.js';
import { readNumber } from '../../../../src/feeds/exchange/read-number.js';
import { parseNumberRows } from '../../../../src/feeds/exchange/transport/parse-number-rows.js';

const parse = (body: string) => parseNumberRows(Buffer.from(body));

const rowsOf = (body: string): NumberRows => {
  const json = parse(body)?.json;
  if (!(json instanceof NumberRows)) throw new TypeError(`Expected rows of ${body}`);
  return json;
};

/** What JSON.parse and readNumber make of a list of lists. */
const expectedRows = (rows: readonly (readonly unknown[])[]): NumberRows =>
  numberRowsOf('A/B', rows, rows[0].length);

/** A parsed body with its NumberRows as lists again; NaN cannot be distinguished from others, but is in none. */
const listed = (value: unknown): unknown => {
  if (value instanceof NumberRows) {
    return Array.from({ length: value.length }, (_, row) => [
      ...value.values.subarray(row * value.width, (row + 1) * value.width),
    ]);
  }
  if (Array.isArray(value)) return value.map(listed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, listed(inner)]));
};

/** All cells of lists in lists as numbers, as the adapters read them. */
const read = (value: unknown, lists = 0): unknown => {
  if (Array.isArray(value)) return value.map((inner) => read(inner, lists + 1));
  if (typeof value !== 'object' || value === null) return lists > 1 ? readNumber(value) : value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, read(inner)]));
};

/** As exchanges write prices and volumes. */
const decimal = fc.oneof(
  fc.tuple(fc.nat(10 ** 9), fc.nat(8)).map(([value, places]) => (value / 10 ** places).toFixed(places)),
  fc.tuple(fc.bigInt(0n, 10n ** 19n), fc.nat(24)).map(([digits, places]) => {
    const text = String(digits).padStart(places + 1, '0');
    return places === 0 ? text : `${text.slice(0, -places)}.${text.slice(-places)}`;
  }),
  fc.nat(10 ** 6).map((value) => `${value}.00000000`),
  fc.constantFrom('0', '0.0', '9007199254740993', '900719925474099.9', '0.1', '1736467500000'),
);
const rowsText = fc
  .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 5 }))
  .chain(([width, length]) =>
    fc.array(fc.array(fc.tuple(decimal, fc.boolean()), { minLength: width, maxLength: width }), {
      minLength: length,
      maxLength: length,
    }),
  )
  .map(
    (rows) =>
      `[${rows.map((row) => `[${row.map(([text, isQuoted]) => (isQuoted ? `"${text}"` : text)).join(',')}]`).join(',')}]`,
  );
const around = fc.constantFrom(
  ['', ''],
  ['{"retCode":0,"result":{"symbol":"BTCUSDT","list":', '},"time":17}'],
  ['{"error":[],"result":{"XBTUSD":', ',"last":1700}}'],
  ['{"a":', ',"b":[[1,2],[3,4]]}'],
  ['{"a":', ',"a":1}'],
);

describe('rows of numbers parsed directly from a body', () => {
  test('equal those of JSON.parse and readNumber, bit for bit, in any envelope', () => {
    fc.assert(
      fc.property(rowsText, around, (rows, [before, after]) => {
        const parsed = parse(before + rows + after);
        const json = JSON.parse(before + rows + after) as unknown;
        // A repeated name hides the rows: then JSON.parse decides.
        if (after === ',"a":1}') expect(parsed).toBeNull();
        else expect(read(listed(parsed?.json))).toEqual(read(json));
      }),
      { numRuns: tries(3_000) },
    );
  });

  test('are left to JSON.parse wherever one byte is not as it should be, unless it means the same', () => {
    const strange = fc.constantFrom(...'[]{}",.:0123456789-+eE tfn\\x\n\u0000ä');
    fc.assert(
      fc.property(
        rowsText,
        around,
        fc.nat(),
        fc.nat(2),
        strange,
        (rows, [before, after], place, cut, byte) => {
          const body = before + rows + after;
          const at = place % body.length;
          const damaged = body.slice(0, at) + byte + body.slice(at + cut);
          const parsed = parse(damaged);
          if (parsed === null) return;
          expect(read(listed(parsed.json))).toEqual(read(JSON.parse(damaged)));
        },
      ),
      { numRuns: tries(20_000) },
    );
  });

  test.each([
    ['[]', 'no rows'],
    ['[[]]', 'an empty row'],
    ['[[1,2],[3]]', 'rows of two lengths'],
    ['[[1,2],[3,4]', 'an end too early'],
    ['[[1,2]]]', 'something behind it'],
    ['[[1, 2]]', 'a space'],
    ['[[-1,2]]', 'a sign'],
    ['[[1e3,2]]', 'an exponent'],
    ['[[01,2]]', 'a zero in front'],
    ['[["01",2]]', 'a zero in front of a text'],
    ['[[.5,2]]', 'a point in front'],
    ['[["5.","2"]]', 'a point behind'],
    ['[["","2"]]', 'an empty text'],
    ['[["1,5","2"]]', 'a decimal comma'],
    ['[[null,2]]', 'null'],
    ['[[true,2]]', 'true'],
    ['[["NaN","2"]]', 'NaN'],
    ['[["1"2,3]]', 'a missing comma'],
    ['{"a":[[1,2]],"b":"number rows"}', 'its own mark'],
    ['{"code":-1121,"msg":"Invalid symbol."}', 'a refusal'],
    ['', 'nothing'],
    ['[[', 'a beginning'],
  ])('are not read from %s: %s', (body) => {
    expect(parse(body)).toBeNull();
  });

  test('report their width and number, and leave the rest of the body as text', () => {
    expect(rowsOf('[[1,"2.50",3],[4,"0.005",6]]')).toEqual(
      new NumberRows(Float64Array.of(1, 2.5, 3, 4, 0.005, 6), 2),
    );
    expect(rowsOf('[[1,"2.50",3],[4,"0.005",6]]')).toMatchObject({ width: 3, length: 2 });
    expect(parse('{"code":"0","data":[["1"]],"msg":""}')?.text).toBe('{"code":"0","data":[],"msg":""}');
  });

  test('may be more than were ever read before', () => {
    const rows = Array.from({ length: 4_000 }, (_, row) => [row, row / 8, String(row * 3), 1, 2, 3]);
    expect(rowsOf(JSON.stringify(rows))).toEqual(expectedRows(rows));
  });
});
