import { afterEach, describe, expect, jest, test } from '../support/jest.js';
import { writeStderr } from '../../src/cli/output.js';

const SENTENCE = 'There is no market "nonsense" in this source; it has AAVE/USDT and 397 more';
const before = { isTTY: process.stderr.isTTY, columns: process.stderr.columns };

function written(isTTY: boolean, columns: number): string {
  Object.assign(process.stderr, { isTTY, columns });
  const write = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  writeStderr(SENTENCE);
  const [[text]] = write.mock.calls;
  write.mockRestore();
  return String(text);
}

describe('a sentence on stderr', () => {
  afterEach(() => void Object.assign(process.stderr, before));

  test('is broken between words on a narrow terminal', () => {
    expect(written(true, 50)).toBe(
      'squall: There is no market "nonsense" in this\n  source; it has AAVE/USDT and 397 more\n',
    );
  });

  test('is one line on a wide terminal, and in a pipe or file', () => {
    const line = `squall: ${SENTENCE}\n`;
    expect([written(true, 160), written(false, 50), written(true, 0)]).toEqual([line, line, line]);
  });
});
