import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '../support/jest.js';
import { candleCsv } from '../support/candle-csv.js';
import type { Emulator } from '../../src/emulator/emulator.js';
import { startEmulator } from '../../src/emulator/emulator.js';
import { runCli } from '../support/run-cli.js';

let folder: string;
let emulator: Emulator;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'squall-progress-'));
  writeFileSync(join(folder, 'candles.csv'), candleCsv({ markets: 2, bars: 600 }));
  emulator = await startEmulator({ dialect: 'binance', markets: 5 });
  await runCli(['record', '--markets', '5', '--once', '2', '-o', join(folder, 'day.squall')]);
});
afterAll(async () => {
  await emulator.close();
  rmSync(folder, { recursive: true });
});

const fill = (text: string): string =>
  text
    .replaceAll('FOLDER', folder)
    .replace('EMULATOR', `--exchange binance --base-url ${emulator.baseUrl} --state-dir ${folder}/state`);

describe('a verb that waits says on a terminal what for', () => {
  test.each([
    ['markets EMULATOR', 'market list …'],
    ['plan EMULATOR', 'market list …'],
    ['doctor EMULATOR', 'asking binance spot'],
    ['download EMULATOR --from 2025-03-11 --store-dir FOLDER/stores', 'market list …'],
    ['indicators BTC EMULATOR', 'market list …'],
    ['levels BTC EMULATOR', 'market list …'],
    ['explain BTC EMULATOR', 'market list …'],
    ['history --candles FOLDER/candles.csv', 'reading files '],
    ['edge --candles FOLDER/candles.csv --state-dir FOLDER/state', 'reading files '],
    ['tune --candles FOLDER/candles.csv --state-dir FOLDER/state --vary surgeLong.min=1,2', 'reading files '],
    ['replay FOLDER/day.squall', 'computing …'],
    ['verify FOLDER/day.squall', 'checking FOLDER/day.squall …'],
    ['candles import FOLDER/candles.csv --store-dir FOLDER/imported', 'reading files '],
    ['candles verify files --store-dir FOLDER/imported', 'checking FOLDER/imported/'],
  ])('%s', async (line, shown) => {
    const args = fill(line).split(' ');
    const { stderr, exitCode } = await runCli(args, {}, { isStderrTerminal: true });
    expect([exitCode, stderr.includes(fill(shown))]).toEqual([0, true]);
    // The line is gone in the end, and nowhere where nobody watches.
    const ending = stderr.slice(stderr.lastIndexOf('\r\u001b[K') + 4);
    expect(ending).toMatch(/^(squall: .*\n)*$/);
    for (const quiet of [
      await runCli(args),
      await runCli([...args, '--quiet'], {}, { isStderrTerminal: true }),
    ]) {
      expect(quiet.stderr).not.toContain('\u001b[K');
    }
  });
});
