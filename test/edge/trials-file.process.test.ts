import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '../support/jest.js';
import { readLedger } from '../../src/edge/trials-ledger.js';
import { countTrials } from '../../src/library/node/trials-file.js';
import { sha256 } from '../../src/util/sha256.js';

let file: string;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'squall-trials-'));
  file = join(folder, 'state', 'trials.jsonl');
});
afterEach(() => rmSync(folder, { recursive: true }));

const look = (screen: number) =>
  countTrials(file, 'd', [{ data: 'd', screen: String(screen), horizonBars: 12 }]);

test('trials that are counted concurrently form one chain', async () => {
  await Promise.all(Array.from({ length: 20 }, (_, screen) => look(screen)));
  const { trials, brokenAt } = readLedger(readFileSync(file, 'utf8'), sha256);
  expect([trials.length, brokenAt]).toEqual([20, null]);
});

test('a torn line does not affect other lines, and is reported', async () => {
  await look(1);
  appendFileSync(file, '{"data":"d","scr');
  expect((await look(2)).triedBefore).toBe(1);
  const after = await look(3);
  expect(after.triedBefore).toBe(2);
  expect(after.warning).toContain('was changed at line 2');
});
