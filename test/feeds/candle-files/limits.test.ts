import fc from 'fast-check';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from '../../support/jest.js';
import { JsonShape } from '../../../src/feeds/candle-files/json/json-shape.js';
import { SquallError } from '../../../src/util/squall-error.js';
import { soundRows } from '../../market/candles.js';
import { HEADER, TestFolder, csv, csvLine, open } from './files.js';

const folder = new TestFolder();
afterAll(() => folder.remove());

const refusal = (name: string, content: string | Uint8Array): Promise<unknown> =>
  open(folder.write(name, content)).then(
    () => null,
    (error: SquallError) => [error.code, error.message],
  );

describe('input that would take far more memory than its size is rejected', () => {
  test('arrays without candles, packed or not, before they are parsed', async () => {
    const text = `{"A/USDT":[${'[],'.repeat(2_000_000)}[]]}`;
    expect(await refusal('a.json', text)).toEqual([
      'DATA_INVALID',
      expect.stringContaining('expected candles, got'),
    ]);
    expect(await refusal('a.json.gz', text)).toEqual([
      'DATA_INVALID',
      expect.stringContaining('expected candles, got'),
    ]);
  });

  test.each(['[', '{"a":', '[{"a":['])('nesting of %p without end', async (start) => {
    expect(await refusal('deep.json', `{"A/USDT":${start.repeat(1_000_000)}`)).toEqual([
      'DATA_INVALID',
      'deep.json is nested more than 32 deep.',
    ]);
  });

  test('more names than any exchange has markets', async () => {
    const [row] = soundRows(1);
    const lines = Array.from({ length: 20_001 }, (_, index) => csvLine(row, `N${index}/USDT`));
    expect(await refusal('names.csv', [HEADER, ...lines].join('\n'))).toEqual([
      'DATA_INVALID',
      expect.stringContaining('Expected at most 20000 different symbols'),
    ]);
  });

  test('a million line ends are counted, not read', async () => {
    expect(await refusal('blank.csv', `${'\n'.repeat(1_000_000)}x`)).toEqual([
      'DATA_INVALID',
      expect.stringContaining('blank.csv line 1000001'),
    ]);
  });
});

describe('the shape of JSON', () => {
  test('of any document equals what parsing shows, wherever it is split', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 8 }), fc.array(fc.nat(200)), (text, cuts) => {
        const bytes = Buffer.from(text);
        const shape = new JsonShape('x.json');
        let from = 0;
        for (const cut of [...cuts.sort((a, b) => a - b), bytes.length]) {
          shape.push(bytes.subarray(from, Math.max(from, cut)));
          from = Math.max(from, cut);
        }
      }),
    );
  });

  test('brackets in texts are none', () => {
    const text = JSON.stringify({ '[[[["\\': '[{'.repeat(300_000) });
    expect(() => new JsonShape('x.json').push(Buffer.from(text))).not.toThrow();
  });
});

describe('mutated files', () => {
  const rows = soundRows(60);
  const json = JSON.stringify({
    'A/USDT': rows.map((row) => [row.openTimeMs, row.open, row.high, row.low, row.close, row.volume]),
  });
  const originals = [
    ['a.csv', Buffer.from(csv(rows))],
    ['a.json', Buffer.from(json)],
    ['b.csv.gz', gzipSync(csv(rows))],
    ['b.json.gz', gzipSync(json)],
  ] as const;
  const piece = fc.oneof(
    fc.uint8Array({ maxLength: 40 }),
    fc
      .constantFrom('\0', '"', '[', ']', '{', '\n', '1e400', '-', 'NaN', '\u202e', '\u001b[31m', '__proto__')
      .map((text) => Buffer.from(text)),
  );
  const mutation = fc.record({
    at: fc.nat(100_000),
    removed: fc.nat(200),
    piece,
    times: fc.integer({ min: 1, max: 50 }),
  });

  test('end in candles or in one sentence with its documented code, and nothing unprintable in it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...originals),
        fc.array(mutation, { minLength: 1, maxLength: 4 }),
        async ([name, original], mutations) => {
          let bytes: Buffer = Buffer.from(original);
          for (const { at, removed, piece: added, times } of mutations) {
            const place = at % (bytes.length + 1);
            const inserted = Buffer.concat(Array.from({ length: times }, () => Buffer.from(added)));
            bytes = Buffer.concat([bytes.subarray(0, place), inserted, bytes.subarray(place + removed)]);
          }
          const error: unknown = await open(folder.writeBytes(name, bytes)).then(
            () => null,
            (reason: unknown) => reason,
          );
          if (error === null) return;
          expect(error).toBeInstanceOf(SquallError);
          const { exitCode, message } = error as SquallError;
          expect([65, 66]).toContain(exitCode);
          expect(message).toMatch(/^[^\p{Cc}\p{Cf}]+$/u);
          expect(message.length).toBeLessThan(600);
        },
      ),
      { numRuns: 400 },
    );
  });
});
