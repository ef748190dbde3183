import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from '../support/jest.js';
import type { CandleColumns } from '../../src/market/candle-series.js';
import { createPartCache, MarketReader } from '../../src/store/market-reader.js';
import type { MarketWriter } from '../../src/store/market-writer.js';
import { missingSpans, windowsOver } from '../../src/store/missing-windows.js';
import { bars, openWriter, span, answer } from './fixture.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'squall-store-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function rowsOf({ manifest }: MarketWriter): CandleColumns {
  return new MarketReader(folder, manifest, createPartCache(2 ** 20)).rows(-Infinity, Infinity);
}

const files = (): string[] => readdirSync(folder).sort();

describe('an answer', () => {
  test('is restored bit by bit, over the end of a month', () => {
    const writer = openWriter(folder);
    expect(answer(writer, 0, 1_000)).toBe(1_000);
    expect(rowsOf(openWriter(folder))).toEqual(bars(0, 1_000));
    expect(writer.manifest.segments.map(({ month }) => month)).toEqual(['2025-01', '2025-02']);
  });

  test('is the same in any pieces and order', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 1, max: 1_199 }), { maxLength: 8 }),
        fc.infiniteStream(fc.nat()),
        (cuts, order) => {
          rmSync(folder, { recursive: true });
          const edges = [0, ...cuts.sort((a, b) => a - b), 1_200];
          const pieces = edges.slice(1).map((to, index) => [edges[index], to, order.next().value] as const);
          for (const [from, to] of [...pieces].sort((a, b) => a[2] - b[2]))
            answer(openWriter(folder), from, to, [5]);
          expect(rowsOf(openWriter(folder))).toEqual(bars(0, 1_200, [5]));
        },
      ),
      { numRuns: 25 },
    );
  });

  test('stays when it is repeated, changed or not at all', () => {
    const writer = openWriter(folder);
    answer(writer, 0, 20);
    const rows = bars(10, 30, [12]);
    rows.close.fill(1);
    expect(writer.append({ window: span(10, 30), rows, detail: 'test', atMs: 0 })).toBe(10);
    expect(rowsOf(writer).close.slice(0, 20)).toEqual(bars(0, 20).close);
    expect(writer.manifest.holes).toEqual([]);
  });
});

describe('a gap', () => {
  test('is doubted after one answer and believed after two', () => {
    const writer = openWriter(folder);
    answer(writer, 0, 50, [20, 21]);
    expect(missingSpans(writer.manifest, span(0, 50))).toEqual([span(20, 22)]);
    answer(writer, 20, 22, [20, 21]);
    expect(missingSpans(writer.manifest, span(0, 60))).toEqual([span(50, 60)]);
    expect(writer.manifest.holes).toEqual([{ ...span(20, 22), answers: 2 }]);
  });

  test('is filled by a later answer, in its place', () => {
    const writer = openWriter(folder);
    answer(writer, 0, 50, [20, 21, 22]);
    expect(answer(writer, 20, 23, [21])).toBe(2);
    expect(writer.manifest.holes).toEqual([{ ...span(21, 22), answers: 2 }]);
    expect(rowsOf(openWriter(folder))).toEqual(bars(0, 50, [21]));
  });
});

describe('files', () => {
  test('of a month that is over are packed and not touched again', () => {
    const writer = openWriter(folder);
    // The month started before: only these two days of it are requested, the rest is empty.
    writer.append({ window: span(-29 * 288, 0), rows: bars(0, 0), detail: 'test', atMs: 0 });
    for (let bar = 0; bar < 576; bar += 96) answer(writer, bar, bar + 96);
    const [january] = writer.manifest.segments;
    expect(january.parts).toHaveLength(1);
    const before = readFileSync(join(folder, january.file));
    answer(writer, 576, 900);
    expect(writer.manifest.segments[0]).toEqual(january);
    expect(readFileSync(join(folder, january.file)).equals(before)).toBe(true);
  });

  test('are those that the manifest names: leftovers of a killed writer are gone, and a torn end is ignored', () => {
    answer(openWriter(folder), 0, 100);
    const path = join(folder, '2025-01.candles');
    writeFileSync(path, Buffer.concat([readFileSync(path), Buffer.from('half a part')]));
    writeFileSync(join(folder, '2025-01.2.candles'), 'a segment that was never named');
    writeFileSync(join(folder, 'manifest.json.tmp-999999-1'), '{');
    const writer = openWriter(folder);
    expect(files()).toEqual(['2025-01.candles', 'manifest.json']);
    expect(rowsOf(writer)).toEqual(bars(0, 100));
    answer(writer, 100, 200);
    expect(rowsOf(openWriter(folder))).toEqual(bars(0, 200));
  });
});

test('windows cover what is missing, and adjacent ones are requested at once', () => {
  const missing = [span(0, 25), span(27, 28), span(60, 61)];
  expect(windowsOver(missing, 300_000, 10)).toEqual([span(0, 10), span(10, 20), span(20, 28), span(60, 61)]);
});
