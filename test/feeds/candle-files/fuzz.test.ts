import fc from 'fast-check';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from '../../support/jest.js';
import { tries } from '../../support/budget.js';
import { LAYOUTS } from '../../support/candle-layouts.js';
import { zipOf } from '../../support/zip-writer.js';
import { SquallError } from '../../../src/util/squall-error.js';
import { soundRows } from '../../market/candles.js';
import { TestFolder, open } from './files.js';

const folder = new TestFolder();
afterAll(() => folder.remove());

const FILES = Object.values(LAYOUTS).map((write) => write(soundRows(40)));

/** What bad files end with: unusable data, a choice that is wanted, or nothing to read. */
const CODES = ['DATA_INVALID', 'DATA_EMPTY', 'DATA_MISMATCH', 'USAGE', 'NO_INPUT'];

test('whatever is done to a file, it is read or rejected with one sentence', async () => {
  const edit = fc.record({
    kind: fc.constantFrom('set', 'cut', 'repeat', 'insert'),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.nat({ max: 40 }),
    byte: fc.nat({ max: 255 }),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.nat({ max: FILES.length - 1 }),
      fc.array(edit, { minLength: 1, maxLength: 6 }),
      fc.boolean(),
      async (which, edits, isPacked) => {
        const { name, content } = FILES[which];
        const damaged = edits.reduce(change, Buffer.from(content));
        const path = folder.writeBytes(name, isPacked ? gzipSync(damaged) : damaged);
        const error: unknown = await open(path).then(
          async (feed) => {
            const asOfMs = await feed.lastCloseTimeMs(feed.timeframeMs);
            if (asOfMs !== null)
              await feed.bars(
                (await feed.markets()).map(({ symbol }) => symbol),
                feed.timeframeMs,
                500,
                asOfMs,
              );
            return null;
          },
          (reason: unknown) => reason,
        );
        if (error === null) return;
        expect(error).toBeInstanceOf(SquallError);
        const { code, message } = error as SquallError;
        expect(CODES).toContain(code);
        expect(message).toMatch(/^[^\p{Cc}]+\.$/u);
        expect(message.length).toBeLessThan(600);
      },
    ),
    { numRuns: process.env.SQUALL_FULL === '1' ? 20_000 : tries(400) },
  );
});

interface Edit {
  readonly kind: string;
  readonly at: number;
  readonly length: number;
  readonly byte: number;
}

function change(bytes: Buffer, { kind, at, length, byte }: Edit): Buffer {
  const start = Math.floor(at * bytes.length);
  const [before, after] = [bytes.subarray(0, start), bytes.subarray(start)];
  if (kind === 'cut') return Buffer.concat([before, after.subarray(length)]);
  if (kind === 'repeat') return Buffer.concat([before, after.subarray(0, length), after]);
  if (kind === 'insert') return Buffer.concat([before, Buffer.alloc(length, byte), after]);
  return Buffer.concat([before, Buffer.of(byte), after.subarray(1)]);
}

test('input that expands far more than candles do is rejected before it fills memory', async () => {
  const blank = Buffer.alloc(70 * 1024 * 1024, '\n');
  const gzip = folder.writeBytes('bomb.csv.gz', gzipSync(blank));
  const zip = folder.writeBytes('bomb.zip', zipOf({ 'TEST_USDT.csv': 'x' }, 2 ** 31));
  for (const path of [gzip, zip]) {
    await expect(open(path)).rejects.toThrow('unpacks to more than 300 times its size');
  }
  const liar = folder.writeBytes('liar.zip', zipOf({ 'TEST_USDT.csv': blank.subarray(0, 1 << 20) }, 100));
  await expect(open(liar)).rejects.toThrow('is a damaged zip archive: "');
});

test('an archive inside an archive is rejected', async () => {
  const inner = zipOf({ 'TEST_USDT.csv': 'x' });
  const named = folder.writeBytes('outer.zip', zipOf({ 'inner.zip': inner }));
  const hidden = folder.writeBytes('outer2.zip', zipOf({ 'TEST_USDT-5m.csv': inner }));
  for (const path of [named, hidden]) {
    await expect(open(path)).rejects.toThrow(
      /is an archive inside an archive; unpack the outer one first\.$/,
    );
  }
});
