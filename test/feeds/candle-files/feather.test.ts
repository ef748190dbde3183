import {
  CompressionType,
  columnFromArray,
  float64,
  setCompressionCodec,
  tableFromColumns,
  tableToIPC,
  timestamp,
} from '@uwdata/flechette';
import { afterAll, expect, test } from '../../support/jest.js';
import { decodeLz4Frame } from '../../../src/feeds/candle-files/columnar/lz4-frame.js';
import { rawCandles, soundRows } from '../../market/candles.js';
import { TestFolder, candlesOf, open } from './files.js';

const folder = new TestFolder();
afterAll(() => folder.remove());

const FRAME_HEAD = [0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82];
const END = [0, 0, 0, 0];
const uint32 = (value: number): number[] => [...Buffer.from(Uint32Array.of(value).buffer)];

const uint24 = (value: number): number[] => uint32(value).slice(0, 3);

/**
 * An LZ4 frame of a buffer that repeats its first 8 bytes; anything else is stored uncompressed, which is
 * longer.
 */
function packLz4(bytes: Uint8Array): Uint8Array {
  const isPeriodic = bytes.length > 300 && bytes.every((byte, at) => byte === bytes[at % 8]);
  if (!isPeriodic) {
    return Uint8Array.from([...FRAME_HEAD, ...uint32((0x80000000 | bytes.length) >>> 0), ...bytes, ...END]);
  }
  const extra = bytes.length - 8 - 4 - 15;
  const lengths = [...new Array<number>(Math.floor(extra / 255)).fill(255), extra % 255];
  const block = [0x8f, ...bytes.subarray(0, 8), 8, 0, ...lengths, 0x00];
  return Uint8Array.from([...FRAME_HEAD, ...uint32(block.length), ...block, ...END]);
}

/** A Zstandard frame (RFC 8878) with one block: one repeated byte, or the raw bytes. */
function packZstd(bytes: Uint8Array): Uint8Array {
  const isOneByte = bytes.every((byte) => byte === bytes[0]);
  const [kind, content] = isOneByte ? [2, bytes.subarray(0, 1)] : [0, bytes];
  const head = [0x28, 0xb5, 0x2f, 0xfd, 0xa0, ...uint32(bytes.length)];
  return Uint8Array.from([...head, ...uint24((bytes.length << 3) | kind | 1), ...content]);
}

test.each([
  ['LZ4, freqtrade’s default', CompressionType.LZ4_FRAME, packLz4],
  ['ZSTD', CompressionType.ZSTD, packZstd],
] as const)('a Feather file packed with %s is read', async (what, codec, encode) => {
  const rows = soundRows(300).map((row) => ({ ...row, volume: 0, open: row.low, low: 1 }));
  const values = (name: 'open' | 'high' | 'low' | 'close' | 'volume') =>
    columnFromArray(
      rows.map((row) => row[name]),
      float64(),
    );
  // The columns of volumes and lows are packed; what would be longer stays unpacked, as the format allows.
  let packed = 0;
  setCompressionCodec(codec, {
    encode: (bytes) => {
      const made = encode(bytes);
      if (made.length < bytes.length) packed++;
      return made;
    },
    decode: (bytes) => bytes,
  });
  const table = tableFromColumns({
    date: columnFromArray(
      rows.map(({ openTimeMs }) => openTimeMs),
      timestamp(1),
    ),
    open: values('open'),
    high: values('high'),
    low: values('low'),
    close: values('close'),
    volume: values('volume'),
  });
  const file = tableToIPC(table, { format: 'file', codec })!;
  expect(packed).toBeGreaterThan(0);
  const path = folder.writeBytes(`TEST_USDT-${what.slice(0, 3)}.feather`, file);
  expect(await candlesOf(await open(path), 'TEST/USDT')).toEqual(rawCandles(rows, 'TEST/USDT'));
});

test('an LZ4 block may repeat what it writes, and what the block before has written', () => {
  // "ab", then 6 bytes from 2 back: abababab. In the second block 4 from 8 back, then "!".
  const first = [0x22, 0x61, 0x62, 2, 0];
  const second = [0x00, 8, 0, 0x10, 0x21];
  const frame = [
    ...FRAME_HEAD,
    ...uint32(first.length),
    ...first,
    ...uint32(second.length),
    ...second,
    ...END,
  ];
  expect(Buffer.from(decodeLz4Frame(Uint8Array.from(frame), 13)).toString()).toBe('ababababab' + 'ab' + '!');
});

test.each([
  ['no frame', [1, 2, 3, 4, 5, 6, 7, 8], 1],
  ['a cut frame', [...FRAME_HEAD, 9, 0, 0, 0, 0x22], 8],
  ['a match before the start', [...FRAME_HEAD, ...uint32(5), 0x12, 0x61, 9, 0, 0x10, ...END], 8],
  ['less than stated', [...FRAME_HEAD, ...uint32(2), 0x10, 0x61, ...END], 8],
  ['more than stated', [...FRAME_HEAD, ...uint32(3), 0x20, 0x61, 0x62, ...END], 1],
])('%s is rejected', (_, bytes, length) => {
  expect(() => decodeLz4Frame(Uint8Array.from(bytes), length)).toThrow(RangeError);
});
