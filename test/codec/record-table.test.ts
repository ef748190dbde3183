import { expect, test } from '../support/jest.js';
import fc from 'fast-check';
import { ByteReader } from '../../src/codec/block/byte-reader.js';
import { ByteWriter } from '../../src/codec/block/byte-writer.js';
import { CodecError } from '../../src/codec/block/codec-error.js';
import type { PlainRecord } from '../../src/codec/block/record-table.js';
import { readTable, writeTable } from '../../src/codec/block/record-table.js';

function bytesOf(records: readonly PlainRecord[]): Uint8Array {
  const writer = new ByteWriter();
  writeTable(writer, records);
  return writer.written().slice();
}

const cell = fc.oneof(
  fc.double(),
  fc.constantFrom<unknown>(null, true, false, NaN, -0, 'x', '', 0.1, 12345.678),
  fc.string({ unit: 'binary' }),
  // A lone half of a surrogate pair, as an exchange may send it.
  fc.constant('\ud83d'),
  fc.constant({ deep: [1, 'a', null] }),
);
const record = fc.dictionary(
  fc.oneof(fc.constantFrom('spreadBps', 'code', '__proto__', '7'), fc.string()),
  cell,
  {
    maxKeys: 5,
    noNullPrototype: true,
  },
);

test('records are restored with their members in order and every number bit by bit', () => {
  fc.assert(
    fc.property(fc.array(record, { maxLength: 12 }), (records) => {
      const reader = new ByteReader(bytesOf(records));
      const got = readTable(reader);
      reader.end();
      expect(got.map((one) => Object.keys(one))).toEqual(records.map((one) => Object.keys(one)));
      expect(got.map((one) => Object.values(one))).toEqual(records.map((one) => Object.values(one)));
    }),
    { numRuns: 1_000 },
  );
});

test('a member that is undefined is left out, as in JSON', () => {
  expect(readTable(new ByteReader(bytesOf([{ a: 1, b: undefined }, { b: null }])))).toEqual([
    { a: 1 },
    { b: null },
  ]);
});

test('truncated bytes are rejected, changed ones rejected or read', () => {
  const bytes = bytesOf([{ a: 1.5, b: 'x' }, { a: 1 / 3, b: null }, { c: [1] }]);
  for (let length = 0; length < bytes.length; length++) {
    expect(() => readTable(new ByteReader(bytes.slice(0, length)))).toThrow(CodecError);
  }
  for (let at = 0; at < bytes.length; at++) {
    const changed = bytes.slice();
    changed[at] ^= 1 << (at % 8);
    try {
      readTable(new ByteReader(changed));
    } catch (error) {
      expect(error).toBeInstanceOf(CodecError);
    }
  }
});
