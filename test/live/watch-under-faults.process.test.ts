import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '../support/jest.js';
import type { Emulator } from '../../src/emulator/emulator.js';
import { FAULTS } from '../../src/emulator/faults/catalogue.js';
import type { Fault } from '../../src/emulator/faults/fault.js';
import { isErrorCode } from '../../src/util/error-codes.js';
import { createRng } from '../../src/util/rng.js';
import { arrivals, Belongings, peakWeight } from './live-fixture.js';
import { WatchProcess } from './watch-process.js';

const IS_FULL = process.env.SQUALL_FULL === '1';
/** Five minutes, or enough for some ten scans. */
const WATCHED_MS = IS_FULL ? 300_000 : 20_000;
/** After this long other faults are injected. */
const CHANGE_MS = IS_FULL ? 5_000 : 3_000;
const SEED = Math.floor(Math.random() * 2 ** 32);
const MOST_RSS_BYTES = 512 * 2 ** 20;
const BAN_S = 2;
/** Share of the answers of a while. */
const SHARES = [0.02, 0.1, 0.3];
const MINUTE_MS = 60_000;
const BAR_MS = 300_000;
/** Weight of the exchange in each minute. */
const LIMIT = 6_000;

/** They request minutes, or a quarter of an hour, in which nothing would be tried. */
const LONG: ReadonlySet<string> = new Set(['s418None', 's429Absurd']);
const SHORT: Readonly<Record<string, object>> = {
  s418: { ban: BAN_S },
  s429: { retryAfter: 1 },
  s429Date: { retryAfter: 1 },
};

const faults = FAULTS.filter(({ id }) => !LONG.has(id));
const ruleOf = ({ id }: Fault, p: number): object => ({
  fault: id,
  p,
  ...(SHORT[id] ? { with: SHORT[id] } : {}),
});

/** Some faults at random, each for a part of the answers; or all of an endpoint fail, or none. */
function scenario(next: () => number): object[] {
  const share = SHARES[Math.floor(next() * SHARES.length)];
  const chosen = faults.filter(() => next() < 0.3);
  return next() < 0.15 ? [] : chosen.map((fault) => ruleOf(fault, share / chosen.length));
}

const belongings = new Belongings();
let emulator: Emulator;
let watching: WatchProcess;
let peakRssBytes: number;
let endedBefore: boolean;
let how: Awaited<WatchProcess['ended']>;

beforeAll(async () => {
  process.stderr.write(`Watch under faults: seed ${SEED}, ${WATCHED_MS / 1000} s.\n`);
  const rng = createRng(SEED);
  emulator = await belongings.emulator({ seed: SEED, markets: 60 });
  watching = new WatchProcess(emulator.baseUrl, belongings.folder());
  belongings.add(() => watching.kill());
  const untilMs = performance.now() + WATCHED_MS;
  // The first scan is clean, however long it takes.
  while (watching.lines().length === 0 && !watching.hasEnded) await sleep(50);
  peakRssBytes = 0;
  while (performance.now() < untilMs && !watching.hasEnded) {
    emulator.control.setScenario(scenario(() => rng.next()));
    // One more bar of every market is to be requested.
    emulator.control.advance(BAR_MS);
    await sleep(CHANGE_MS);
    peakRssBytes = Math.max(peakRssBytes, watching.peakRssBytes() ?? 0);
  }
  endedBefore = watching.hasEnded;
  watching.child.kill('SIGTERM');
  how = await watching.ended;
}, WATCHED_MS + 120_000);
afterAll(() => belongings.close());

describe(`a watch under faults, seed ${SEED}`, () => {
  test('continues until stopped, and then exits with 0', () => {
    const { stderr } = watching;
    expect({ endedBefore, how, stderr }).toEqual({ endedBefore: false, how: [0, null], stderr });
    expect(stderr).not.toMatch(/Internal error|^\s+at .+:\d+:\d+\)?$/m);
  });

  test('reports scans and outages in whole lines, each market counted, each code one of ours', () => {
    const lines = watching.lines();
    expect(lines.length).toBeGreaterThan(1);
    for (const { type, error, counts } of lines) {
      expect(['scan', 'outage']).toContain(type);
      if (error) expect([error.code, isErrorCode(error.code)]).toEqual([error.code, true]);
      if (type !== 'scan') continue;
      const { listed, scanned, skipped, noData, errors } = counts!;
      expect(scanned + skipped + noData + errors).toBe(listed);
    }
    const met = new Set(arrivals(emulator).map(({ fault }) => fault));
    process.stderr.write(
      `Watch under faults: ${lines.filter(({ type }) => type === 'scan').length} scans, ` +
        `${lines.filter(({ type }) => type === 'outage').length} outages, ${met.size - 1} kinds of faults in ` +
        `${arrivals(emulator).length} requests, ${Math.round(peakRssBytes / 2 ** 20)} MiB.\n`,
    );
    // Among them null: no fault.
    expect(met.size).toBeGreaterThan(1);
  });

  test('stays within its memory', () => {
    expect(peakRssBytes).toBeLessThan(MOST_RSS_BYTES);
  });

  test('never uses more than the exchange allows in any minute', () => {
    const requests = arrivals(emulator);
    expect(peakWeight(requests, MINUTE_MS)).toBeLessThanOrEqual(LIMIT);
    expect(new Set(requests.map(({ verdict }) => verdict))).toEqual(new Set(['pass']));
  });

  test('sends nothing during a ban except what was in flight', () => {
    const requests = arrivals(emulator);
    const { peakInFlight } = emulator.ledger;
    for (const { fault, atMs, sequence } of requests) {
      if (fault !== 's418') continue;
      const inside = requests.filter((r) => r.sequence > sequence && r.atMs < atMs + 1000 * BAN_S);
      expect({ atMs, inside: inside.length <= peakInFlight }).toEqual({ atMs, inside: true });
    }
  });
});
