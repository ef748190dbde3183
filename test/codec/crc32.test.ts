import { crc32 as zlibCrc32 } from 'node:zlib';
import { expect, test } from '../support/jest.js';
import { crc32 } from '../../src/codec/block/crc32.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

// The check value of CRC-32/ISO-HDLC in Williams' catalogue, and the checksums of RFC 3720's kind made with zlib.
test.each([
  ['', 0],
  ['123456789', 0xcbf43926],
  ['The quick brown fox jumps over the lazy dog', 0x414fa339],
])('the checksum of %j is that of gzip', (text, wanted) => {
  expect(crc32(bytes(text))).toBe(wanted);
});

test('eight bytes at a time give the same result as one by one', () => {
  const all = Uint8Array.from({ length: 100 }, (_, at) => (at * 151) & 0xff);
  for (let length = 0; length <= all.length; length++) {
    let slow = 0xffffffff;
    for (const byte of all.subarray(0, length)) {
      slow ^= byte;
      for (let bit = 0; bit < 8; bit++) slow = slow & 1 ? (slow >>> 1) ^ 0xedb88320 : slow >>> 1;
    }
    expect(crc32(all.subarray(0, length))).toBe(~slow >>> 0);
  }
  // Node 20.15 and later have it too.
  if (typeof zlibCrc32 === 'function') expect(crc32(all)).toBe(zlibCrc32(all));
});
