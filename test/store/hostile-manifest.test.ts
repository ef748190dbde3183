import { cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from '../support/jest.js';
import type { MarketInfo } from '../../src/market/market.js';
import { marketFromSymbol } from '../../src/market/spelling.js';
import { sha256 } from '../../src/platform/node.js';
import { MarketWriter } from '../../src/store/market-writer.js';
import { StoreWriter } from '../../src/store/store-writer.js';
import { folderOfSymbol } from '../../src/store/market-folder.js';
import { verifyStore } from '../../src/store/verify-store.js';
import { BAR_MS, BTC, answer } from './fixture.js';

let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'squall-store-'));
  const writer = await openStore();
  answer(writer.market(BTC), 0, 100);
  await writer.close();
});
afterEach(() => rmSync(folder, { recursive: true }));

const openStore = (): Promise<StoreWriter> =>
  StoreWriter.open(folder, { exchange: 'test', type: 'spot', timeframeMs: BAR_MS });

/** Changes the manifest as by someone who knows how it is hashed. */
function forge(change: (content: Record<string, never>) => void): void {
  const file = join(folder, 'BTC-USDT', 'manifest.json');
  const { content } = JSON.parse(readFileSync(file, 'utf8')) as { content: Record<string, never> };
  change(content);
  writeFileSync(file, JSON.stringify({ sha256: sha256([JSON.stringify(content)]), content }));
}

type Segment = Record<string, unknown> & { parts: Record<string, unknown>[] };

describe('a manifest written to do harm', () => {
  test.each<[string, (segment: Segment) => void]>([
    ['a path that leads out', (segment) => (segment.file = '../../victim')],
    [
      'a path that begins as it should',
      (segment) => (segment.file = `${String(segment.month)}.1.candles/../../../victim`),
    ],
    ['an absolute path', (segment) => (segment.file = '/etc/passwd')],
    ['the manifest itself', (segment) => (segment.file = 'manifest.json')],
    ['more bytes than memory has', (segment) => (segment.bytes = 2 ** 45)],
    ['a part behind its end', (segment) => (segment.parts[0].offset = 2 ** 40)],
    ['negative bytes', (segment) => (segment.parts[0].bytes = -1)],
    ['a null for its parts', (segment) => (segment.parts = null as never)],
    ['a hash that is none', (segment) => (segment.sha256 = {})],
  ])('with %s is damaged, and nothing is written by it', async (_, change) => {
    const victim = join(folder, 'victim');
    writeFileSync(victim, 'mine');
    forge(({ segments }) => change((segments as Segment[])[0]));
    expect(verifyStore(folder).damage[0].what).toContain('its segments cannot be those of a manifest');
    const writer = await openStore();
    expect(() => writer.market(BTC)).toThrow('its segments cannot be those of a manifest');
    await writer.close();
    expect(readFileSync(victim, 'utf8')).toBe('mine');
  });

  test('that calls its market otherwise is damaged', () => {
    forge(({ market }) => ((market as { symbol: string }).symbol = 'ETH/USDT'));
    expect(verifyStore(folder).damage[0].what).toContain('it is of "ETH/USDT", whose folder is another');
  });
});

describe('the folder of a market', () => {
  test.each(['../../x', '/', '.', '..', 'NUL', 'a\0b', 'x'.repeat(5_000), '💥/\ud800', '%002f', ''])(
    'of %p is one name in its store',
    (symbol) => {
      const name = folderOfSymbol(symbol);
      expect(name).toMatch(/^[A-Z0-9%_-](?:[A-Z0-9.a-f%_-]{0,198}[A-Z0-9a-f%_-])?$/);
    },
  );

  test('is one that Windows accepts, and unique per symbol on case-insensitive disks', () => {
    const part = fc.constantFrom(
      'STORE.JSON',
      'a',
      'A',
      'con',
      'CON',
      'Nul',
      'COM1',
      'lpt9',
      '.',
      '/',
      ':',
      ' ',
      '%',
      '0061',
    );
    const symbols = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(part).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(fc.uniqueArray(symbols, { maxLength: 20 }), (all) => {
        const names = all.map((symbol) => folderOfSymbol(symbol).toLowerCase());
        expect(new Set(names).size).toBe(all.length);
        for (const name of names) {
          expect(name).toMatch(/^[a-z0-9.%_-]{1,199}[a-z0-9%_-]$|^[a-z0-9%_-]$/);
          expect(name).not.toMatch(/^store\.json/);
          expect(name.split('.')[0]).not.toMatch(/^(con|prn|aux|nul|com\d|lpt\d)$/);
        }
      }),
    );
  });

  test('of an earlier version is read and extended, and no other is created beside it', async () => {
    const pepe = marketFromSymbol('kPEPE/USDC') as MarketInfo;
    const first = await openStore();
    answer(first.market(pepe), 0, 50);
    await first.close();
    renameSync(join(folder, folderOfSymbol(pepe.symbol)), join(folder, 'kPEPE-USDC'));

    const second = await openStore();
    answer(second.market(pepe), 50, 100);
    await second.close();
    expect(readdirSync(folder).sort()).toEqual(['BTC-USDT', 'kPEPE-USDC', 'store.json']);
    expect(verifyStore(folder)).toMatchObject({ markets: 2, bars: 200, damage: [] });
  });

  test('that exists twice is damaged', async () => {
    const pepe = marketFromSymbol('kPEPE/USDC') as MarketInfo;
    const writer = await openStore();
    answer(writer.market(pepe), 0, 50);
    await writer.close();
    cpSync(join(folder, folderOfSymbol(pepe.symbol)), join(folder, 'kPEPE-USDC'), { recursive: true });
    expect(verifyStore(folder).damage[0].what).toContain('"kPEPE/USDC", whose folder is another');
  });

  test('that contains another market is not written to, as on case-insensitive disks', () => {
    const other = { ...BTC, symbol: 'btc/USDT' };
    expect(() => MarketWriter.open(join(folder, 'BTC-USDT'), other, BAR_MS)).toThrow(
      'the candles of "BTC/USDT" are there',
    );
  });

  test('of long names with the same beginning is unique', () => {
    const names = ['a', 'b'].map((end) => folderOfSymbol(`${'x'.repeat(300)}${end}`));
    expect(new Set(names).size).toBe(2);
  });
});
