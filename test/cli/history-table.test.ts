import { describe, expect, test } from '../support/jest.js';
import { historyTable } from '../../src/cli/format/history-table.js';

const episodes = Array.from({ length: 40 }, (_, index) => ({
  symbol: `M${index}/USDT`,
  inMs: Date.UTC(2024, 2, 1) + 300_000 * index,
  outMs: Date.UTC(2024, 2, 1) + 300_000 * (index + 1),
  passedBars: 1,
  score: 1,
  entry: 100,
  returns: [0.01],
  best: 0.02,
  worst: null,
}));
const table = (height: number): string[] => historyTable(episodes, ['1h'], 80, height);

describe('the table of a history', () => {
  test('has every episode in a pipe or file', () => {
    const lines = table(Infinity);
    expect(lines).toHaveLength(41);
    expect(lines[1]).toMatch(/^2024-03-01T00:00:00Z {2}M0\/USDT .* \+2\.00 +–$/);
  });

  test('has the newest that fit on a screen, and says how many are older and how to see them', () => {
    const lines = table(24);
    expect(lines).toHaveLength(18);
    expect(lines[1]).toContain('M24/USDT');
    expect(lines.slice(-2)[0]).toContain('M39/USDT');
    expect(lines.at(-1)).toBe('(24 older episodes with -o FILE or --format csv)');
  });

  test('never has fewer than five rows', () => {
    expect(table(3)).toHaveLength(7);
  });
});
