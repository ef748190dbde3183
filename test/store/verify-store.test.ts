import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from '../support/jest.js';
import { StoreWriter } from '../../src/store/store-writer.js';
import { verifyStore } from '../../src/store/verify-store.js';
import { BAR_MS, BTC, answer } from './fixture.js';

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'squall-store-'));
  const writer = await StoreWriter.open(folder, { exchange: 'test', type: 'spot', timeframeMs: BAR_MS });
  answer(writer.market(BTC), 0, 1_500, [700]);
  await writer.close();
});
afterAll(() => rmSync(folder, { recursive: true }));

test('a sound store has no damage, and everything in it is counted', () => {
  expect(verifyStore(folder)).toMatchObject({ markets: 1, segments: 2, bars: 1_499, damage: [] });
});

test('a flipped bit anywhere is found, in the file where it is', () => {
  const market = join(folder, 'BTC-USDT');
  const files = readdirSync(market);
  expect(files).toHaveLength(3);
  for (const name of files) {
    const file = join(market, name);
    const sound = readFileSync(file);
    fc.assert(
      fc.property(fc.nat(sound.length - 2), fc.nat(7), (at, bit) => {
        const flipped = Buffer.from(sound);
        flipped[at] ^= 1 << bit;
        writeFileSync(file, flipped);
        expect(verifyStore(folder).damage.map((one) => one.file)).toContain(file);
      }),
      { numRuns: 60 },
    );
    writeFileSync(file, sound);
  }
  expect(verifyStore(folder).damage).toEqual([]);
});

test('a segment that is truncated, or missing, is reported', () => {
  const file = join(folder, 'BTC-USDT', '2025-01.candles');
  const sound = readFileSync(file);
  writeFileSync(file, sound.subarray(0, -1));
  expect(verifyStore(folder).damage[0].what).toBe(
    `has ${sound.length - 1} bytes, its manifest says ${sound.length}`,
  );
  rmSync(file);
  expect(verifyStore(folder).damage[0].what).toMatch(/^cannot be read: ENOENT/);
  writeFileSync(file, sound);
});
