import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '../support/jest.js';
import type { Emulator } from '../../src/emulator/emulator.js';
import { startEmulator } from '../../src/emulator/emulator.js';
import { runCli } from '../support/run-cli.js';

const SENTENCE = 'squall: The deadline of 300ms passed before any result was available (--deadline)\n';

let folder: string;
let emulator: Emulator;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'squall-deadline-'));
  // It answers long after the deadline.
  emulator = await startEmulator({ dialect: 'binance', markets: 5, latencyMs: 60_000 });
});
afterAll(async () => {
  await emulator.close();
  rmSync(folder, { recursive: true });
});

describe.each([['scan'], ['explain', 'BTC'], ['levels', 'BTC'], ['indicators', 'BTC']])(
  'the deadline of %s',
  (...verb) => {
    test('counts while an exchange does not answer', async () => {
      const exchange = ['--exchange', 'binance', '--base-url', emulator.baseUrl, '--state-dir', folder];
      const { exitCode, stderr } = await runCli([...verb, ...exchange, '--deadline', '300ms']);
      expect([exitCode, stderr]).toEqual([21, SENTENCE]);
    });

    test('counts while standard input does not end', async () => {
      const args = [resolve('bin/squall.js'), ...verb, '--candles', '-', '--deadline', '300ms'];
      const child = spawn(process.execPath, args, { stdio: ['pipe', 'ignore', 'pipe'] });
      let stderr = '';
      child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
      const [exitCode] = (await once(child, 'close')) as [number];
      expect([exitCode, stderr]).toEqual([21, SENTENCE]);
    });

    test('changes nothing of what is there in time', async () => {
      const args = [...verb, '--markets', '20', '--json', '--deadline', '10m'];
      expect((await runCli(args)).exitCode).toBe(0);
    });
  },
);
