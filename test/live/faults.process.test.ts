import { afterAll, beforeAll, describe, expect, test } from '../support/jest.js';
import { FAULTS } from '../../src/emulator/faults/catalogue.js';
import type { Fault } from '../../src/emulator/faults/fault.js';
import type { ExchangeFeed } from '../../src/feeds/exchange/exchange-feed.js';
import type { MarketFeed } from '../../src/market/feed.js';
import type { ScanResult } from '../../src/scanner/scan-result.js';
import { scanFeed } from '../support/scan-fixture.js';
import { ElasticClock } from './elastic-clock.js';
import type { LiveExchange, Way } from './live-exchange.js';
import { WAYS, startLive } from './live-exchange.js';
import { shortened } from './spoiled-feed.js';
import { figuresOf, truthOf } from './truth.js';
import { watchCalls } from './watch-calls.js';

const MARKETS = 12;
const BARS = 300;
/** For a request that ends with it. The others have time, however busy the machine is. */
const SHORT_DEADLINE_MS = 700;
const LONG_DEADLINE_MS = 60_000;
const SEED = 1;

/** One emulated exchange with a small market, its facts, and the market with the faults. */
interface Stage {
  readonly live: LiveExchange;
  readonly truth: ScanResult;
  readonly truthFeed: MarketFeed;
  readonly victim: string;
  readonly symbols: ReadonlySet<string>;
  readonly asOfMs: number;
}

async function setUp(way: Way): Promise<Stage> {
  const live = await startLive(way, { seed: SEED, markets: MARKETS, compress: true });
  const truthFeed = truthOf(way, { seed: SEED, markets: MARKETS });
  const { defaultAsOfMs: asOfMs } = live.emulator.world.feed(way.type).world;
  const symbols = new Set((await truthFeed.markets()).map(({ symbol }) => symbol));
  const truth = await scanFeed(truthFeed, { asOfMs, bars: BARS, levelsFor: symbols });
  const victim = truth.markets.find(({ symbol, errors }) => symbol.startsWith('XRP/') && errors.length === 0);
  return { live, truth, truthFeed, victim: victim!.symbol, symbols, asOfMs };
}

/** Every market is judged completely: nothing hides behind a filter. */
function scan(feed: MarketFeed, { asOfMs, symbols }: Stage, more: object = {}): Promise<ScanResult> {
  return scanFeed(feed, { asOfMs, bars: BARS, levelsFor: symbols, ...more });
}

const withoutRank = ({ rank, ...figures }: ReturnType<typeof figuresOf>): object => figures;

/** Listed = passed + failed + no data + errors, and all markets but these are as the truth has them. */
function checkOthers({ counts, markets }: ScanResult, { truth }: Stage, but: readonly string[]): void {
  expect(counts.passed + counts.failed + counts.noData + counts.errors).toBe(counts.listed);
  expect(markets.length).toBe(counts.listed);
  const reported = new Map(markets.map((market) => [market.symbol, market]));
  for (const market of truth.markets) {
    if (but.includes(market.symbol)) continue;
    const got = reported.get(market.symbol);
    expect(got && withoutRank(figuresOf(got))).toEqual(withoutRank(figuresOf(market)));
  }
}

const NEVER_REJECTED: unknown[] = [];
const onRejection = (reason: unknown): unknown => NEVER_REJECTED.push(reason);
beforeAll(() => {
  process.on('unhandledRejection', onRejection);
});
afterAll(() => {
  process.off('unhandledRejection', onRejection);
  expect(NEVER_REJECTED).toEqual([]);
});

async function open(
  live: LiveExchange,
  { ends }: Fault,
): Promise<{ feed: ExchangeFeed; calls: ReturnType<typeof watchCalls> }> {
  const deadlineMs = ends.includes('NET_TIMEOUT') ? SHORT_DEADLINE_MS : LONG_DEADLINE_MS;
  const feed = await live.open({ clock: new ElasticClock(deadlineMs), deadlineMs, rng: () => 0 });
  return { feed, calls: watchCalls(feed) };
}

const touchesKlines = ({ endpoints }: Fault): boolean => endpoints === null || endpoints.includes('klines');
const isData = ({ row, endpoints }: Fault): boolean => row.startsWith('D') || endpoints !== null;
/** With these a whole exchange is out, not one market. */
const isForAll = ({ ends }: Fault): boolean => ends.includes('HTTP_BAN');

/** All faults through one dialect; through the others those that look different there. */
const CASES = WAYS.filter(({ dialect }) => dialect !== 'binanceusdm').map((way) => ({
  ...way,
  faults: FAULTS.filter((fault) => touchesKlines(fault) && (way.dialect === 'binance' || isData(fault))),
}));

describe.each(CASES)('candles through $dialect $type', (way) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setUp(way);
  });
  afterAll(() => stage.live.close());

  test.each(way.faults)('$row $id', async (fault) => {
    const { live, victim, truth, truthFeed } = stage;
    const { control, ledger } = live.emulator;
    const before = ledger.requests().length;
    control.setScenario([{ on: { endpoint: 'klines', symbol: victim }, fault: fault.id }]);
    const { feed, calls } = await open(live, fault);
    const result = await scan(feed, stage).finally(() => control.setScenario(null));
    await feed.close();

    expect(
      ledger
        .requests()
        .slice(before)
        .map((request) => request.fault),
    ).toContain(fault.id);
    calls.expectSettled();
    const reported = result.markets.find(({ symbol }) => symbol === victim)!;
    const code = reported.errors.at(0)?.code ?? 'OK';
    expect(fault.ends).toContain(code);
    if (code === 'OK') {
      // A window that is a little shorter is reported by `bars`; everything else is exactly as it should be.
      const bars = reported.metrics.bars ?? 0;
      const whole = bars === BARS ? truth : await scan(shortened(truthFeed, victim, bars), stage);
      const right = whole.markets.find(({ symbol }) => symbol === victim)!;
      expect(withoutRank(figuresOf(reported))).toEqual(withoutRank(figuresOf(right)));
    } else {
      expect(reported).toMatchObject({ passed: false, rank: null });
    }
    if (isForAll(fault)) {
      const { counts, markets } = result;
      expect(counts.passed + counts.failed + counts.noData + counts.errors).toBe(counts.listed);
      for (const { errors } of markets) expect(fault.ends).toContain(errors.at(0)?.code);
    } else {
      checkOthers(result, stage, [victim]);
    }
  });
});

/** One fault for each way of the transport to fail. */
const ONE_OF_EACH = FAULTS.filter(({ id }) =>
  [
    'hang',
    'gzReset',
    's429',
    's418',
    's500',
    's503html',
    'html200',
    'truncJson',
    'emptyObj',
    'emptyArray',
    's451',
    'redirect',
    'deepJson',
    'inBandRateLimit',
    'inBandUnavailable',
  ].includes(id),
);

/** The others differ in nothing that matters here. */
const THREE = WAYS.filter(({ type, dialect }) => type === (dialect === 'bybit' ? 'swap' : 'spot'));

describe.each(THREE)('the basis of a whole scan of $dialect $type', (way) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setUp(way);
  });
  afterAll(() => stage.live.close());

  test.each(
    (['markets', 'tickers'] as const).flatMap((endpoint) =>
      ONE_OF_EACH.map((fault) => ({ endpoint, fault, id: fault.id })),
    ),
  )('$endpoint: $id ends the scan with its code', async ({ endpoint, fault }) => {
    const { live } = stage;
    live.emulator.control.setScenario([{ on: { endpoint }, fault: fault.id }]);
    const { feed, calls } = await open(live, fault);
    const error: unknown = await scan(feed, stage).then(
      () => null,
      (reason: unknown) => reason,
    );
    live.emulator.control.setScenario(null);
    expect(fault.ends).toContain((error as { code?: unknown } | null)?.code);
    calls.expectSettled();
    // The next scan of the same feed is sound again, unless the exchange has reported us to stay away.
    if (isForAll(fault)) return;
    checkOthers(await scan(feed, stage), stage, []);
    await feed.close();
  });

  const ENDPOINTS = way.type === 'swap' ? (['depth', 'openInterestHistory'] as const) : (['depth'] as const);
  test.each(ENDPOINTS.flatMap((endpoint) => ONE_OF_EACH.map((fault) => ({ endpoint, fault, id: fault.id }))))(
    '$endpoint: $id is the market’s code, no figure is invented',
    async ({ endpoint, fault, id }) => {
      const { live, victim } = stage;
      live.emulator.control.setScenario([{ on: { endpoint, symbol: victim }, fault: fault.id }]);
      const { feed, calls } = await open(live, fault);
      const result = await scan(feed, stage);
      live.emulator.control.setScenario(null);
      await feed.close();
      calls.expectSettled();
      const reported = result.markets.find(({ symbol }) => symbol === victim)!;
      if (endpoint === 'openInterestHistory' && reported.errors.length === 0) {
        // A list without entries is an exchange's answer for a young market: the change is unknown.
        expect(id).toMatch(/^empty/);
        expect(reported.metrics.oiChange24hPct).toBeNull();
      } else {
        expect(fault.ends).toContain(reported.errors.at(0)?.code);
      }
      if (!isForAll(fault)) checkOthers(result, stage, [victim]);
    },
  );
});
