import { afterAll, beforeAll, describe, expect, test } from '../support/jest.js';
import { runDocumented } from './expect-documented.js';
import { Scratch } from './scratch.js';

const scratch = new Scratch();
beforeAll(() => scratch.fill());
afterAll(() => scratch.remove());

const SCAN = ['scan', '--simulate', '--color', 'never'];
const STORE = ['--store', 'stores/binance-spot-5m', '--state-dir', 'state', '--horizon', '1h'];

/** Options whose value is a size, each at its maximum. */
const LARGEST: readonly (readonly string[])[] = [
  [...SCAN, '--markets', '5', '--bars', '60', '--workers', '64'],
  [...SCAN, '--markets', '5000', '--bars', '60'],
  [...SCAN, '--markets', '200', '--bars', '100000', '--batch-size', '10000'],
  [...SCAN, '--markets', '200', '--bars', '100000', '--concurrency', '64'],
  [...SCAN, '--bars', '1000000'],
  [...SCAN, '--markets', '50', '--limit', '100000', '--all', '--seed', '4294967295'],
  ['levels', 'BTC/USDT', '--simulate', '--bars', '1000000'],
  ['indicators', 'BTC/USDT', '--simulate', '--bars', '1000000', '--last', '1000000'],
  ['emulate', '--dialect', 'binance', '--markets', '5000', '--seed', '4294967295', '--latency', '60000'],
  ['tune', ...STORE, '--vary', 'surgeLong.min=1..5', '--candidates', '100000'],
  ['edge', ...STORE, '--costs', '10000'],
];

describe('the largest size that an option takes', () => {
  test.each(LARGEST.map((args) => [args.join(' '), args] as const))(
    'works in little memory, or is rejected in a sentence: %s',
    async (_, args) => {
      scratch.cli.close();
      await runDocumented(scratch.cli, { args, env: scratch.env });
    },
  );

  test('of threads is what the cores can use, and the scan says so', async () => {
    const args = [...SCAN, '--markets', '5', '--bars', '60', '--workers', '64'];
    const { stderr, exitCode } = await scratch.cli.run({ args, env: scratch.env });
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/^squall: \d+ workers compute, not 64: more are not faster on \d+ cores/);
  });
});
