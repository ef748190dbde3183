import type { MemoryReading } from '../../src/resources/memory/memory-reading.js';
import { recentReading } from '../../src/resources/memory/recent-reading.js';
import { expect, test } from '../support/jest.js';

test('a reading serves for 10 ms, or until something was done about memory', () => {
  let nowMs = 100;
  let taken = 0;
  const take = (): MemoryReading => ({ usedBytes: ++taken }) as MemoryReading;
  const recent = recentReading(take, () => nowMs);
  const used = (): number | null => recent.read().usedBytes;
  expect([used(), used()]).toEqual([1, 1]);
  nowMs = 109.9;
  expect(used()).toBe(1);
  nowMs = 110;
  expect(used()).toBe(2);
  recent.forget();
  expect(used()).toBe(3);
});
