import { expect, test } from '../support/jest.js';
import { csvLines } from '../../src/cli/format/csv-lines.js';
import { parseNumberFrom, parseShare } from '../../src/cli/parse.js';

/** CPU of a call, ms; an error is its answer, too. */
function cpuMs(work: () => unknown): number {
  const before = process.cpuUsage();
  try {
    work();
  } catch {
    // Refused, which is right.
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

const LONG = 200_000;

test.each<[string, () => unknown]>([
  ['digits as a share', () => parseShare(`${'0'.repeat(LONG)}x`)],
  ['digits as a number', () => parseNumberFrom(0, 1)(`${'1'.repeat(LONG)}x`)],
  ['tabs in a cell', () => csvLines([['\t'.repeat(LONG)]])],
  ['line ends in a cell', () => csvLines([['\n'.repeat(LONG)]])],
])('%s take time in proportion to their length', (_, work) => {
  // The square of the length would be a minute.
  expect(cpuMs(work)).toBeLessThan(5_000);
});

test('decimals are unchanged', () => {
  for (const [text, value] of [
    ['.5', 0.5],
    ['1', 1],
    ['0.25', 0.25],
  ] as const) {
    expect(parseShare(text)).toBe(value);
  }
  for (const text of ['5.', '.', '', '-1', '1e0', '1.2.3']) expect(() => parseShare(text)).toThrow();
});
