import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '../support/jest.js';
import type { Emulator } from '../../src/emulator/emulator.js';
import { stateName } from '../../src/feeds/exchange/limits/ledger/disk-state.js';
import { createRng } from '../../src/util/rng.js';
import { arrivals, Belongings, peakWeight } from './live-fixture.js';
import { WatchProcess } from './watch-process.js';

const IS_FULL = process.env.SQUALL_FULL === '1';
const KILLS = IS_FULL ? 200 : 6;
/** So few in one test that it is done on a busy machine before Jest takes it for hanging. */
const KILLS_A_TEST = IS_FULL ? 10 : 3;
const SEED = Math.floor(Math.random() * 2 ** 32);
const LONGEST_LIFE_MS = 2_500;
const BAN_S = 4;
const MINUTE_MS = 60_000;
/** Weight that is free in the first minute, as if others of ours had used the rest: two processes would use more. */
const FREE = 2_000;
const SAFE_LIMIT = 4_500;
/** Weight of the exchange in each minute. */
const LIMIT = 6_000;

const belongings = new Belongings();
let emulator: Emulator;
let stateDir: string;
let freeAtMs: number;
let name: string;
const rng = createRng(SEED);
const running: WatchProcess[] = [];

function start(): WatchProcess {
  const process = new WatchProcess(emulator.baseUrl, stateDir);
  belongings.add(() => process.kill());
  return process;
}

/** What a process that was killed leaves behind. */
function fillLedger(weight: number): void {
  const untilMs = Number(process.hrtime.bigint()) / 1e6;
  const lease = { id: 'before', budget: 'spot', weight, fromMs: untilMs - 1, untilMs, windowMs: MINUTE_MS };
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  writeFileSync(
    join(stateDir, `exchange-${name}.budget.json`),
    JSON.stringify({ version: 1, leases: [lease] }),
  );
  freeAtMs = emulator.control.nowMs() + MINUTE_MS;
}

beforeAll(async () => {
  process.stderr.write(`Killed processes: seed ${SEED}, ${KILLS} kills.\n`);
  emulator = await belongings.emulator({ markets: 400 });
  stateDir = belongings.folder();
  name = stateName('binance', emulator.baseUrl);
  fillLedger(SAFE_LIMIT - FREE);
  running.push(start(), start());
});
afterAll(() => belongings.close());

/** Every file of state can be read while another process writes it; none was set aside as unreadable. */
function expectWhole(): void {
  for (const file of readdirSync(stateDir)) {
    expect(file).not.toContain('.corrupt-');
    if (!file.endsWith('.json')) continue;
    const text = readFileSync(join(stateDir, file), 'utf8');
    expect({ file, isWhole: isJson(text) }).toEqual({ file, isWhole: true });
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Kills one of the two at any time in its life, and starts another in its place. */
async function killOne(): Promise<void> {
  await sleep(LONGEST_LIFE_MS * rng.next());
  const index = rng.next() < 0.5 ? 0 : 1;
  expect(running[index].hasEnded).toBe(false);
  await running[index].kill();
  expect(running[index].stderr).toBe('');
  expectWhole();
  running[index] = start();
}

/** Lets the exchange ban this address once. @returns when the ban was on the disk, and when it ends, exchange time */
async function ban(): Promise<{ readonly knownMs: number; readonly untilMs: number }> {
  const before = arrivals(emulator).length;
  emulator.control.setScenario([{ fault: 's418', with: { ban: BAN_S }, times: 1 }]);
  const banned = () =>
    arrivals(emulator)
      .slice(before)
      .find(({ fault }) => fault === 's418');
  while (banned() === undefined) await sleep(5);
  emulator.control.setScenario(null);
  const untilMs = banned()!.atMs + 1000 * BAN_S;
  const isKept = (): boolean => {
    try {
      return /"kind":"ban"/.test(readFileSync(join(stateDir, `exchange-${name}.json`), 'utf8'));
    } catch {
      return false;
    }
  };
  while (!isKept() && emulator.control.nowMs() < untilMs) await sleep(5);
  return { knownMs: emulator.control.nowMs(), untilMs };
}

const shares = Array.from({ length: Math.ceil(KILLS / KILLS_A_TEST) }, (_, index) => [
  index * KILLS_A_TEST + 1,
  Math.min(KILLS, (index + 1) * KILLS_A_TEST),
]);

describe(`two processes that share a budget, and are killed in turns, seed ${SEED}`, () => {
  test.each(shares)('leave whole files behind, and respect a ban: kills %i to %i', async (from, to) => {
    for (let kill = from; kill < to; kill++) await killOne();
    const { knownMs, untilMs } = await ban();
    // One that knows of it is replaced by one that has to read of it.
    await killOne();
    while (emulator.control.nowMs() < untilMs + 100) await sleep(20);
    const during = arrivals(emulator).filter(({ atMs }) => atMs > knownMs && atMs < untilMs);
    expect(during.length).toBeLessThanOrEqual(emulator.ledger.peakInFlight);
    while (!arrivals(emulator).some(({ atMs }) => atMs > untilMs)) await sleep(20);
  });

  test('never use more than is free for both, in any minute', () => {
    const requests = arrivals(emulator);
    const early = requests.filter(({ atMs }) => atMs < freeAtMs);
    const used = early.reduce((sum, { weight }) => sum + weight, 0);
    const peak = peakWeight(requests, MINUTE_MS);
    process.stderr.write(
      `Killed processes: ${requests.length} requests, a weight of ${used} of ${FREE} before the first was free, ` +
        `${peak} of ${LIMIT} per minute at most.\n`,
    );
    expect(used).toBeGreaterThan(0);
    expect(used).toBeLessThanOrEqual(FREE);
    expect(peak).toBeLessThanOrEqual(LIMIT);
    expect(new Set(requests.map(({ verdict }) => verdict))).toEqual(new Set(['pass']));
  });
});
