import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from '../support/jest.js';
import type { Emulator } from '../../src/emulator/emulator.js';
import type { FaultEngine, InjectedFault } from '../../src/emulator/fault-engine.js';
import { createFaultEngine } from '../../src/emulator/faults/engine.js';
import { parseScenario } from '../../src/emulator/scenario.js';
import type { ExchangeFeed } from '../../src/feeds/exchange/exchange-feed.js';
import { stateName } from '../../src/feeds/exchange/limits/ledger/disk-state.js';
import { runCli } from '../support/run-cli.js';
import { scanFeed } from '../support/scan-fixture.js';
import { arrivals, Belongings, peakWeight } from './live-fixture.js';

const MINUTE_MS = 60_000;
const FIVE_MINUTES = 300_000;

const belongings = new Belongings();
afterEach(() => belongings.close());

/** The faults of a scenario. */
function faults(...rules: object[]): FaultEngine {
  return createFaultEngine(parseScenario(rules, 'the test'), { seed: 1 });
}

/** An answer that asks to be left alone for some seconds. */
function refusal(status: number, seconds: number): InjectedFault {
  return {
    id: `refused ${status}`,
    respond: async ({ response }) => {
      response.writeHead(status, { 'Content-Type': 'application/json', 'Retry-After': String(seconds) });
      response.end('{}');
    },
  };
}

async function scanOf(feed: ExchangeFeed) {
  return scanFeed(feed, { asOfMs: (await feed.lastCloseTimeMs(FIVE_MINUTES))! });
}

/** Requests sent after a rejected one and before the exchange allowed them. */
function inside(emulator: Emulator, fault: string, windowMs: number) {
  const all = arrivals(emulator);
  const first = all.find((request) => request.fault === fault)!;
  expect(first).toBeDefined();
  return all.filter(({ sequence, atMs }) => sequence > first.sequence && atMs < first.atMs + windowMs);
}

describe('an exchange that says "too many requests"', () => {
  test('in the middle of a scan is left alone for as long as it says; then the scan continues and is complete', async () => {
    const emulator = await belongings.emulator({ latencyMs: 30 });
    const clean = await scanOf(await belongings.feed(emulator, belongings.folder(), { paceScale: 0 }));
    const before = arrivals(emulator).length;

    emulator.control.setFaults(
      faults({ on: { endpoint: 'klines' }, fault: 's429', with: { retryAfter: 2 }, nth: 15 }),
    );
    const feed = await belongings.feed(emulator, belongings.folder(), { paceScale: 0 });
    const result = await scanOf(feed);
    const { peakInFlight, peakConcurrency, rateLimited: reported } = feed.session.gate.stats;
    expect(reported).toBe(1);
    // Requests in flight when it came, and nothing else.
    expect(inside(emulator, 's429', 2_000).length).toBeLessThan(peakConcurrency);
    expect(result.resultSha256).toBe(clean.resultSha256);
    // The same requests, and the rejected one again.
    expect(arrivals(emulator)).toHaveLength(2 * before + 1);
    expect(peakInFlight).toBeLessThanOrEqual(peakConcurrency);
    expect(emulator.ledger.peakInFlight).toBeLessThanOrEqual(peakConcurrency);
  });

  test('to all requests in flight fails none of them', async () => {
    const emulator = await belongings.emulator({ latencyMs: 50 });
    let klines = 0;
    let untilMs = 0;
    const limit = refusal(429, 1);
    emulator.control.setFaults({
      choose: ({ endpoint, receivedAtMs }) => {
        if (endpoint !== 'klines') return null;
        if (++klines === 6) untilMs = receivedAtMs + 1_000;
        return receivedAtMs < untilMs ? limit : null;
      },
    });
    const feed = await belongings.feed(emulator, belongings.folder(), { paceScale: 0 });
    const { counts, markets } = await scanOf(feed);
    expect(feed.session.gate.stats.rateLimited).toBeGreaterThan(8);
    expect(markets.flatMap(({ errors }) => errors).filter(({ code }) => code.startsWith('HTTP'))).toEqual([]);
    expect(counts.listed).toBe(counts.scanned + counts.skipped);
  });

  test('is left alone by the next process as well', async () => {
    const emulator = await belongings.emulator({
      faults: faults({ on: { endpoint: 'tickers' }, fault: 's429', with: { retryAfter: 3 }, nth: 1 }),
    });
    const stateFolder = belongings.folder();
    const first = await belongings.feed(emulator, stateFolder);
    const ending = new AbortController();
    await first.lastCloseTimeMs(FIVE_MINUTES);
    const cut = first.tickers([], 0, ending.signal);
    while (first.session.gate.stats.rateLimited === 0) await sleep(5);
    ending.abort();
    await expect(cut).rejects.toBe(ending.signal.reason);
    await first.close();

    await scanOf(await belongings.feed(emulator, stateFolder));
    expect(inside(emulator, 's429', 3_000)).toEqual([]);
    expect(arrivals(emulator, 'klines').length).toBeGreaterThan(10);
  });

  test('with status 503 and Retry-After is left alone for that long, too', async () => {
    const down = refusal(503, 2);
    const emulator = await belongings.emulator({ latencyMs: 20 });
    let klines = 0;
    emulator.control.setFaults({
      choose: ({ endpoint }) => (endpoint === 'klines' && ++klines === 10 ? down : null),
    });
    const feed = await belongings.feed(emulator, belongings.folder(), { paceScale: 0 });
    const { counts } = await scanOf(feed);
    expect(inside(emulator, down.id, 2_000).length).toBeLessThan(feed.session.gate.stats.peakConcurrency);
    expect(counts.listed).toBe(counts.scanned + counts.skipped);
  });
});

describe('an exchange that bans this address', () => {
  test('gets no request before the ban is over, from any process: exit 75, and when to retry', async () => {
    const emulator = await belongings.emulator({
      latencyMs: 20,
      faults: faults({ on: { endpoint: 'klines' }, fault: 's418', with: { ban: 4 }, nth: 8 }),
    });
    const stateDir = belongings.folder();
    const scan = () =>
      runCli([
        ...['scan', '--exchange', 'binance', '--base-url', emulator.baseUrl],
        ...['--state-dir', stateDir, '--pace-off', '--json'],
      ]);
    const feed = await belongings.feed(emulator, stateDir, { paceScale: 0 });
    const { counts } = await scanOf(feed);
    expect(counts.errors).toBeGreaterThan(0);
    expect(feed.failure()).toMatchObject({ code: 'HTTP_BAN', exitCode: 75 });
    await feed.close();
    const untilMs = feed.session.gate.state.bannedUntilMs!;
    expect(inside(emulator, 's418', 4_000).length).toBeLessThan(feed.session.gate.stats.peakConcurrency);

    const sent = arrivals(emulator).length;
    const banned = await scan();
    expect(banned.exitCode).toBe(75);
    const { error } = JSON.parse(banned.stdout) as { error: { code: string; retryAt: string } };
    expect(error.code).toBe('HTTP_BAN');
    expect(Math.abs(Date.parse(error.retryAt) - untilMs)).toBeLessThan(50);
    expect(arrivals(emulator)).toHaveLength(sent);

    await sleep(Math.max(0, untilMs - Date.now()) + 20);
    const after = await scan();
    expect([after.exitCode, after.stderr]).toEqual([0, '']);
  });
});

describe('the weight used', () => {
  /** As a process of ours that was killed would have left it. */
  function usedBefore(stateDir: string, baseUrl: string, weight: number, freeInMs: number): void {
    const nowMs = Number(process.hrtime.bigint()) / 1e6;
    const untilMs = nowMs - MINUTE_MS + freeInMs;
    const lease = { id: 'before', budget: 'spot', weight, fromMs: untilMs - 1, untilMs, windowMs: MINUTE_MS };
    mkdirSync(stateDir, { recursive: true });
    writeFileSync(
      join(stateDir, `exchange-${stateName('binance', baseUrl)}.budget.json`),
      JSON.stringify({ version: 1, leases: [lease] }),
    );
  }

  test('by two processes at once stays within what is free for both together', async () => {
    const emulator = await belongings.emulator({});
    const stateDir = belongings.folder();
    const FREE = 240;
    const FREE_IN_MS = 6_000;
    // Taken first: what waits for the end of the lease may arrive right after it.
    const freeAtMs = emulator.control.nowMs() + FREE_IN_MS;
    usedBefore(stateDir, emulator.baseUrl, 4_500 - FREE, FREE_IN_MS);
    const flags = ['scan', '--exchange', 'binance', '--base-url', emulator.baseUrl, '--json'];
    const runs = await Promise.all([1, 2].map(() => runCli([...flags, '--state-dir', stateDir])));
    expect(runs.map(({ exitCode, stderr }) => ({ exitCode, stderr }))).toEqual(
      runs.map(() => ({ exitCode: 0, stderr: '' })),
    );
    const requests = arrivals(emulator);
    const early = requests.filter(({ atMs }) => atMs < freeAtMs);
    const weightOf = (some: typeof requests) => some.reduce((sum, { weight }) => sum + weight, 0);
    expect(weightOf(early)).toBeLessThanOrEqual(FREE);
    expect(weightOf(requests)).toBeGreaterThan(FREE);
    expect(new Set(requests.map(({ verdict }) => verdict))).toEqual(new Set(['pass']));
    const documents = runs.map(({ stdout }) => JSON.parse(stdout) as { resultSha256: string });
    expect(documents[0].resultSha256).toBe(documents[1].resultSha256);
  });

  test('by another program behind the same address counts, as the exchange reports it', async () => {
    const emulator = await belongings.emulator({});
    // The window of the exchange ends in about 3 s.
    const { control } = emulator;
    control.advance(MINUTE_MS - 3_000 - (control.nowMs() % MINUTE_MS));
    const windowEndMs = Math.ceil(control.nowMs() / MINUTE_MS) * MINUTE_MS;
    for (let weight = 0; weight < 5_760; weight += 80) {
      await (await fetch(`${emulator.baseUrl}/api/v3/ticker/24hr`)).text();
    }
    const before = arrivals(emulator).length;
    const feed = await belongings.feed(emulator, belongings.folder());
    const { counts, batches } = await scanOf(feed);
    const ours = arrivals(emulator).slice(before);
    // One answer shows it; later requests wait for the next window.
    expect(ours.filter(({ atMs }) => atMs < windowEndMs)).toHaveLength(1);
    expect(peakWeight(arrivals(emulator), MINUTE_MS)).toBeLessThanOrEqual(6_000);
    expect(new Set(ours.map(({ verdict }) => verdict))).toEqual(new Set(['pass']));
    expect(counts.listed).toBe(counts.scanned + counts.skipped);

    const asked = new Set(arrivals(emulator, 'klines').map(({ symbol }) => symbol));
    expect(batches).toHaveLength(Math.ceil(asked.size / 20));
    const { peakInFlight, peakConcurrency } = feed.session.gate.stats;
    expect(peakInFlight).toBeLessThanOrEqual(peakConcurrency);
    expect(emulator.ledger.peakInFlight).toBeLessThanOrEqual(peakConcurrency);
  });
});
