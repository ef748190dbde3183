import { describe, expect, test } from '../support/jest.js';
import { ledgerLines, readLedger, triedBefore } from '../../src/edge/trials-ledger.js';
import type { Trial } from '../../src/edge/trials-ledger.js';
import { sha256 } from '../../src/util/sha256.js';

const EMPTY = readLedger('', sha256);
const trial = (screen: string, horizonBars = 12, data = 'd'): Trial => ({ data, screen, horizonBars });

describe('trials ledger', () => {
  test('counts each screen and horizon once', () => {
    const text = ledgerLines(EMPTY, [trial('a'), trial('a'), trial('a', 24), trial('b')], sha256);
    const reading = readLedger(text, sha256);
    expect(reading.trials).toHaveLength(3);
    expect(reading.brokenAt).toBeNull();
    expect(ledgerLines(reading, [trial('b')], sha256)).toBe('');
    expect(triedBefore(reading, 'd', [trial('b')])).toBe(2);
    expect(triedBefore(reading, 'other data', [])).toBe(0);
  });

  test('continues its hash chain', () => {
    const first = ledgerLines(EMPTY, [trial('a')], sha256);
    const both = first + ledgerLines(readLedger(first, sha256), [trial('b')], sha256);
    expect(readLedger(both, sha256).brokenAt).toBeNull();
  });

  test('detects a line that was removed, changed or torn, and counts the others', () => {
    const lines = ledgerLines(EMPTY, [trial('a'), trial('b'), trial('c')], sha256)
      .trimEnd()
      .split('\n');
    expect(readLedger([lines[0], lines[2]].join('\n'), sha256)).toMatchObject({ brokenAt: 2 });
    expect(readLedger([lines[1], lines[2]].join('\n'), sha256)).toMatchObject({ brokenAt: 1 });
    expect(readLedger([lines[0].replace('12', '13'), lines[1]].join('\n'), sha256)).toMatchObject({
      brokenAt: 1,
    });
    const torn = readLedger([lines[0], lines[1].slice(0, 20), lines[2]].join('\n'), sha256);
    expect(torn.brokenAt).toBe(2);
    expect(torn.trials.map(({ screen }) => screen)).toEqual(['a', 'c']);
    expect(readLedger('null\n7\n{}\n', sha256)).toMatchObject({ brokenAt: 1, trials: [] });
  });
});
