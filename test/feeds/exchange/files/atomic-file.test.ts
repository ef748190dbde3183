import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '../../../support/jest.js';
import { writeAtomically } from '../../../../src/feeds/exchange/files/atomic-file.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'squall-atomic-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('a file written as a whole', () => {
  test.each([true, false])('replaces the old one (durable: %s)', (isDurable) => {
    const file = join(folder, 'state.json');
    writeFileSync(file, 'old');
    writeAtomically(file, 'new', isDurable);
    expect(readFileSync(file, 'utf8')).toBe('new');
    expect(readdirSync(folder)).toEqual(['state.json']);
  });

  test('that cannot take its place leaves nothing behind', () => {
    const inTheWay = join(folder, 'state.json');
    mkdirSync(inTheWay);
    for (let round = 0; round < 2; round++) {
      expect(() => writeAtomically(inTheWay, 'new', true)).toThrow(/EISDIR|ENOTEMPTY|EEXIST|EPERM/);
    }
    expect(readdirSync(folder)).toEqual(['state.json']);
  });
});
