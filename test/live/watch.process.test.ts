import { afterEach, describe, expect, test } from '../support/jest.js';
import { coverageProblem } from '../../src/library/scan-problem.js';
import type { Emulator } from '../../src/emulator/emulator.js';
import type { FaultEngine } from '../../src/emulator/fault-engine.js';
import { createFaultEngine } from '../../src/emulator/faults/engine.js';
import { parseScenario } from '../../src/emulator/scenario.js';
import type { Endpoint } from '../../src/emulator/types.js';
import type { ExchangeFeed } from '../../src/feeds/exchange/exchange-feed.js';
import type { ScanResult } from '../../src/scanner/scan-result.js';
import type { WatchEvent } from '../../src/watch/watch.js';
import { watch } from '../../src/watch/watch.js';
import { scanFeed } from '../support/scan-fixture.js';
import { SkippingClock } from '../support/skipping-clock.js';
import { arrivals, Belongings } from './live-fixture.js';

const MINUTE_MS = 60_000;
const FIVE_MINUTES = 5 * MINUTE_MS;

const at = (time: string): number => Date.parse(`2025-03-11T${time}Z`);

const belongings = new Belongings();
afterEach(() => belongings.close());

type Event = WatchEvent<ScanResult> & { readonly toldAtMs: number };

interface Watching {
  readonly emulator: Emulator;
  readonly events: readonly Event[];
}

interface WatchTest {
  readonly markets?: number;
  readonly everyMs?: number;
  readonly outage?: Outage;
  /** Ends the watch. */
  readonly isEnough: (events: readonly Event[], emulator: Emulator) => boolean;
}

/** Watches an emulated exchange; waiting takes no time. */
async function watching({
  markets = 60,
  everyMs = FIVE_MINUTES,
  outage,
  isEnough,
}: WatchTest): Promise<Watching> {
  let feed: ExchangeFeed | null = null;
  const isBusy = (): boolean => (feed?.session.gate.state.inFlight ?? 0) > 0;
  const clock = new SkippingClock(isBusy, true);
  const emulator = await belongings.emulator({
    markets,
    clock,
    referee: 'off',
    ...(outage ? { faults: outage.engine } : {}),
  });
  const ending = new AbortController();
  const stateFolder = belongings.folder();
  const events: Event[] = [];
  const loop = watch<ScanResult>({
    open: async (signal) => {
      const opened = await belongings.feed(emulator, stateFolder, { paceScale: 0, clock });
      feed = opened;
      await opened.lastCloseTimeMs(FIVE_MINUTES, signal);
      return {
        everyMs,
        nowMs: () => opened.nowMs(),
        scanAt: async (asOfMs, scanSignal) => {
          const result = await scanFeed(opened, { asOfMs, signal: scanSignal });
          return { result, problem: coverageProblem(result, undefined, opened.failure()) };
        },
        close: () => opened.close(),
      };
    },
    graceMs: 10_000,
    count: null,
    clock,
    rng: Math.random,
    signal: ending.signal,
    drainMs: 4_000,
  });
  for await (const event of loop) {
    events.push({ ...event, toldAtMs: emulator.control.nowMs() });
    if (event.kind === 'scan') outage?.scanned();
    if (isEnough(events, emulator)) ending.abort();
  }
  return { emulator, events };
}

const PAGE = createFaultEngine(parseScenario([{ fault: 'html200' }], 'the test'), { seed: 1 });
const BANNED = createFaultEngine(parseScenario([{ fault: 's418', with: { ban: 120 } }], 'the test'), {
  seed: 1,
});

interface Outage {
  readonly engine: FaultEngine;
  /** Called after each good scan. */
  scanned(): void;
  endMs(): number;
}

/** From the nth request for an endpoint after some good scans on, for some time, all requests meet a fault. */
function outage(
  from: { readonly endpoint: Endpoint; readonly nth: number; readonly afterScans: number },
  forMs: number,
  fault = PAGE,
): Outage {
  let scans = 0;
  let seen = 0;
  let beganMs = Infinity;
  const engine: FaultEngine = {
    choose: (request) => {
      const { endpoint, receivedAtMs } = request;
      if (endpoint === from.endpoint && scans >= from.afterScans && ++seen === from.nth)
        beganMs = receivedAtMs;
      return receivedAtMs >= beganMs && receivedAtMs < beganMs + forMs ? fault.choose(request) : null;
    },
  };
  return { engine, scanned: () => void scans++, endMs: () => beganMs + forMs };
}

const scansOf = (events: readonly Event[]) => events.filter((event) => event.kind === 'scan');
const outagesOf = (events: readonly Event[]) => events.filter((event) => event.kind === 'outage');

describe('a watch of an exchange', () => {
  test('requests each bar once: all of them first, then the newest, and none between two closes', async () => {
    const { emulator, events } = await watching({
      everyMs: MINUTE_MS,
      isEnough: (seen) => seen.length === 7,
    });
    expect(events.map(({ kind }) => kind)).toEqual(Array.from({ length: 7 }, () => 'scan'));
    const asOfs = scansOf(events).map(({ asOfMs }) => new Date(asOfMs).toISOString().slice(11, 16));
    expect(asOfs).toEqual(['15:29', '15:30', '15:31', '15:32', '15:33', '15:34', '15:35']);
    const klines = arrivals(emulator, 'klines').map(({ atMs, path, symbol, bytes }) => ({
      atMs,
      bytes,
      symbol,
      limit: Number(new URL(path, emulator.baseUrl).searchParams.get('limit')),
    }));
    const symbols = new Set(klines.map(({ symbol }) => symbol));
    expect(symbols.size).toBeGreaterThan(20);
    for (const symbol of symbols) {
      const [first, ...later] = klines.filter((request) => request.symbol === symbol);
      expect(first.limit).toBeGreaterThanOrEqual(500);
      // The newest kept bar and anything after it: few bytes even for a market that has not traded for hours.
      for (const { limit, bytes } of later) {
        expect(limit).toBeLessThan(first.limit);
        expect(bytes).toBeLessThan(2_000);
      }
    }
    // Between the closes of 15:30 and 15:35 only for markets without trades, whose bar may still come.
    const between = klines.filter(({ atMs }) => atMs >= at('15:31:00') && atMs < at('15:35:00'));
    const quiet = new Set(between.map(({ symbol }) => symbol!));
    expect(quiet.size).toBeLessThan(symbols.size / 5);
    const { world } = emulator;
    const reported = await world.feed('spot').bars([...quiet], FIVE_MINUTES, 1, at('15:30:00'));
    for (const bars of reported) {
      const { openTimeMs } = (bars as Extract<typeof bars, { candles: object }>).candles;
      expect(openTimeMs.at(-1) < at('15:25:00') || openTimeMs.length === 0).toBe(true);
    }
    expect(klines.length - between.length).toBeLessThanOrEqual(3 * symbols.size);
    expect(arrivals(emulator, 'tickers')).toHaveLength(7);
    expect(arrivals(emulator, 'markets')).toHaveLength(1);
  });

  test('shows the last good scan with its age through 60 s of a maintenance page, and is back within 10 s', async () => {
    // In the middle of the candles of the third bar.
    const page = outage({ endpoint: 'klines', nth: 12, afterScans: 2 }, 60_000);
    const { events, emulator } = await watching({
      markets: 200,
      outage: page,
      isEnough: (seen) => scansOf(seen).length === 3,
    });
    const [, first, second] = scansOf(events);
    const outages = outagesOf(events);
    expect(outages.length).toBeGreaterThan(3);
    let ageMs = 0;
    for (const { last, problem, toldAtMs } of outages) {
      expect(['BAD_BODY', 'EXCHANGE_DOWN', 'LOW_COVERAGE']).toContain(problem.code);
      expect(last).toMatchObject({ asOfMs: first.asOfMs, result: first.result });
      expect(Math.abs(last!.ageMs - (toldAtMs - first.asOfMs))).toBeLessThan(1_500);
      expect(last!.ageMs).toBeGreaterThan(ageMs);
      ageMs = last!.ageMs;
    }
    expect(second.asOfMs).toBe(first.asOfMs + FIVE_MINUTES);
    expect(second.result.counts).toMatchObject({ errors: 0 });
    expect(second.toldAtMs - page.endMs()).toBeLessThanOrEqual(10_000);
    // Once it is known to be down, it gets one probe at a time.
    const asked = arrivals(emulator).filter(({ fault }) => fault === 'html200');
    const later = asked.filter(({ atMs }) => atMs > page.endMs() - 45_000);
    expect(later.length).toBeLessThan(30);
  });

  test('waits until a ban is over, and sends nothing before', async () => {
    const ban = outage({ endpoint: 'klines', nth: 5, afterScans: 1 }, 1_000, BANNED);
    const { events, emulator } = await watching({
      outage: ban,
      isEnough: (seen) => scansOf(seen).length === 2,
    });
    expect(outagesOf(events).map(({ problem }) => problem.code)).toEqual(['HTTP_BAN']);
    const all = arrivals(emulator);
    const first = all.find(({ fault }) => fault === 's418')!;
    const during = all.filter(
      ({ sequence, atMs }) => sequence > first.sequence && atMs < first.atMs + 120_000,
    );
    expect(during.length).toBeLessThan(16);
    expect(scansOf(events)[1].toldAtMs - first.atMs).toBeLessThan(135_000);
  });

  test('recovers from an outage that starts with the market list', async () => {
    const page = outage({ endpoint: 'markets', nth: 1, afterScans: 0 }, 30_000);
    const { events } = await watching({
      outage: page,
      isEnough: (seen) => scansOf(seen).length === 1,
    });
    expect(outagesOf(events).length).toBeGreaterThan(2);
    for (const { last } of outagesOf(events)) expect(last).toBeNull();
    expect(scansOf(events)[0].toldAtMs - page.endMs()).toBeLessThanOrEqual(10_000);
  });
});
