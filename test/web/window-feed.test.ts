import { describe, expect, test } from '../support/jest.js';
import { openSession, simulate } from '../../src/index.js';
import { simulatedSource } from '../../web/model/simulated-source.js';
import { firstAfter } from '../../web/model/window-feed.js';

describe('the simulated market of the page', () => {
  test('gives the same bytes at every moment as the market itself', async () => {
    const source = await simulatedSource({ marketCount: 60, momentCount: 30, bars: 300 });
    const direct = await openSession(simulate({ seed: 1, marketCount: 60 }), source.options);
    for (const index of [0, 13, 29]) {
      const { asOfMs } = source.moments[index];
      const windowed = await openSession(await source.scanAt(index), source.options);
      const [a, b] = [await windowed.scan({ asOf: asOfMs }), await direct.scan({ asOf: asOfMs })];
      expect(a.result.resultSha256).toBe(b.result.resultSha256);
      expect(a.result.inputsSha256).toBe(b.result.inputsSha256);
    }
  });

  test('says that its prices are not real', async () => {
    const { isReal, notes } = await simulatedSource({ marketCount: 3, momentCount: 2 });
    expect(isReal).toBe(false);
    expect(notes[0]).toMatch(/not real prices/i);
  });

  test('rejects moments that do not exist', async () => {
    const source = await simulatedSource({ marketCount: 3, momentCount: 2 });
    await expect(source.scanAt(2)).rejects.toThrow('Expected a moment from 0 to 1, got 2.');
  });

  test('finds the index in ascending times', () => {
    expect([-1, 1, 2, 9].map((limit) => firstAfter([1, 2, 2, 5], limit))).toEqual([0, 1, 3, 4]);
  });
});
