import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '../support/jest.js';
import type { LookupFunction } from 'node:net';
import { startTlsFront } from '../support/tls-front.js';
import type { MarketFeed } from '../../src/market/feed.js';
import { DEFAULT_PRESET } from '../../src/presets/default.js';
import { systemClock } from '../../src/platform/system-clock.js';
import type { ScanResult } from '../../src/scanner/scan-result.js';
import type { Clock } from '../../src/util/clock.js';
import { makeCertificates } from '../support/certificates.js';
import { scanFeed } from '../support/scan-fixture.js';
import type { LiveExchange, Way } from './live-exchange.js';
import { WAYS, startLive } from './live-exchange.js';
import { figuresOf, truthOf } from './truth.js';

/** Rows of the fault matrix that no answer on the wire can bring about. */

const WAY: Way = WAYS[0];
const MARKETS = 12;
const BARS = 300;

let live: LiveExchange;
let truth: ScanResult;
let symbols: ReadonlySet<string>;
let asOfMs: number;

beforeAll(async () => {
  live = await startLive(WAY, { markets: MARKETS });
  asOfMs = live.emulator.world.feed(WAY.type).world.defaultAsOfMs;
  const feed = truthOf(WAY, { seed: 1, markets: MARKETS });
  symbols = new Set((await feed.markets()).map(({ symbol }) => symbol));
  truth = await scan(feed);
});
afterAll(() => live.close());
afterEach(() => {
  live.emulator.control.setScenario(null);
  for (const symbol of symbols) live.emulator.control.setStatus(symbol, null);
});

function scan(feed: MarketFeed, more: object = {}): Promise<ScanResult> {
  return scanFeed(feed, { asOfMs, bars: BARS, levelsFor: symbols, ...more });
}

function expectTrue({ counts, markets }: ScanResult, but: readonly string[] = []): void {
  expect(counts.passed + counts.failed + counts.noData + counts.errors).toBe(counts.listed);
  const reported = new Map(markets.map((market) => [market.symbol, market]));
  for (const market of truth.markets) {
    if (but.includes(market.symbol)) continue;
    const got = reported.get(market.symbol);
    expect(got && figuresOf(got)).toEqual(figuresOf(market));
  }
}

describe('N7: a name that does not resolve', () => {
  test.each(['ENOTFOUND', 'EAI_AGAIN'])('%s ends the scan with NET_DNS', async (code) => {
    const lookup = ((_host, _options, done) => {
      done(Object.assign(new Error(code), { code }), '', 4);
    }) as LookupFunction;
    const baseUrl = live.emulator.baseUrl.replace('127.0.0.1', 'localhost');
    const feed = await live.open({ baseUrl, lookup, rng: () => 0 });
    await expect(scan(feed)).rejects.toMatchObject({ code: 'NET_DNS', exitCode: 69 });
  });
});

test('N8: an untrusted certificate ends the scan with NET_TLS, at once', async () => {
  const { selfSigned } = makeCertificates();
  const front = await startTlsFront({
    targetPort: Number(new URL(live.emulator.baseUrl).port),
    ...selfSigned,
  });
  try {
    const feed = await live.open({ baseUrl: `https://127.0.0.1:${front.port}` });
    await expect(scan(feed)).rejects.toMatchObject({ code: 'NET_TLS', exitCode: 69 });
    expect(feed.session.gate.stats.sent).toBe(1);
  } finally {
    await front.close();
  }
});

test('N8: TLS spoken to a plain port ends the scan with NET_TLS', async () => {
  const feed = await live.open({ baseUrl: live.emulator.baseUrl.replace('http:', 'https:') });
  await expect(scan(feed)).rejects.toMatchObject({ code: 'NET_TLS' });
});

test('N20: a dead proxy in the environment is not used', async () => {
  const names = ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'ALL_PROXY', 'NODE_USE_ENV_PROXY'];
  const before = names.map((name) => [name, process.env[name]] as const);
  for (const name of names) process.env[name] = name === 'NODE_USE_ENV_PROXY' ? '1' : 'http://127.0.0.1:9';
  try {
    expectTrue(await scan(await live.open()));
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
});

test.each([-3_600_000, 3_600_000])(
  'D13: a wall clock that is set by %i ms while a scan runs changes nothing',
  async (stepMs) => {
    let offsetMs = 0;
    const clock: Clock = { ...systemClock, wallMs: () => systemClock.wallMs() + offsetMs };
    const feed = await live.open({ clock });
    const listed = await feed.markets();
    expect(listed.length).toBe(MARKETS);
    expect(await feed.lastCloseTimeMs(300_000)).toBe(asOfMs);
    offsetMs = stepMs;
    expect(await feed.lastCloseTimeMs(300_000)).toBe(asOfMs);
    const stepping: MarketFeed = {
      ...feed,
      bars: (...given) => {
        offsetMs = -offsetMs;
        return feed.bars(...given);
      },
    };
    expectTrue(await scan(stepping));
  },
);

describe('D10, D11: markets come and go between scans', () => {
  const SYMBOL = 'XRP/USDT';
  let live: LiveExchange;
  beforeEach(async () => {
    live = await startLive(WAY, { markets: MARKETS });
  });
  afterEach(() => live.close());

  const listedIn = ({ markets }: ScanResult): boolean => markets.some(({ symbol }) => symbol === SYMBOL);

  test('one that is delisted is MARKET_GONE once, then off the list', async () => {
    const feed = await live.open();
    expectTrue(await scan(feed));
    live.emulator.control.setStatus(SYMBOL, 'gone');
    live.emulator.control.advance(300_000);
    const later = { asOfMs: asOfMs + 300_000 };
    const second = await scan(feed, later);
    const gone = second.markets.find(({ symbol }) => symbol === SYMBOL);
    expect(gone?.errors).toEqual([expect.objectContaining({ code: 'MARKET_GONE' })]);
    expect(second.counts.errors).toBe(1);
    const third = await scan(feed, later);
    expect(listedIn(third)).toBe(false);
    expect(third.counts).toMatchObject({ listed: MARKETS - 1, errors: 0 });
  });

  test('one that is suspended leaves the list with the next scan', async () => {
    const feed = await live.open();
    await scan(feed);
    live.emulator.control.setStatus(SYMBOL, 'halted');
    const second = await scan(feed);
    expectTrue(second, [SYMBOL]);
    expect(listedIn(await scan(feed))).toBe(false);
  });

  test('one that is listed appears after its first ticker', async () => {
    live.emulator.control.setStatus(SYMBOL, 'gone');
    const feed = await live.open();
    expect(listedIn(await scan(feed))).toBe(false);
    live.emulator.control.setStatus(SYMBOL, null);
    expect(listedIn(await scan(feed))).toBe(false);
    expect(listedIn(await scan(feed))).toBe(true);
  });
});

describe('D16: no BTC as benchmark', () => {
  const cases = [
    ['absent from the list', { fault: 'markets.absent' }],
    ['suspended', { fault: 'markets.suspended' }],
    ['without candles', { on: { endpoint: 'klines', symbol: 'BTC/USDT' }, fault: 'candles.none' }],
    [
      'with impossible candles',
      { on: { endpoint: 'klines', symbol: 'BTC/USDT' }, fault: 'candles.valueZero' },
    ],
  ] as const;

  test.each(cases)('BTC %s: correlation is not known, and the scan says so', async (_, rule) => {
    live.emulator.control.setScenario([rule]);
    const { markets, warnings, counts } = await scan(await live.open());
    expect(warnings).toContainEqual(expect.stringMatching(/^REF_MISSING: /));
    expect(counts.passed + counts.failed + counts.noData + counts.errors).toBe(counts.listed);
    const right = new Map(truth.markets.map((market) => [market.symbol, market.metrics]));
    for (const { symbol, metrics, errors } of markets) {
      if (errors.length > 0) continue;
      expect(metrics).toEqual({ ...right.get(symbol), btcCorrelation: null });
    }
  });

  test.each(cases)('BTC %s: with --require-reference the scan ends with REF_MISSING', async (_, rule) => {
    live.emulator.control.setScenario([rule]);
    const feed = await live.open();
    await expect(scan(feed, { requireReference: true })).rejects.toMatchObject({
      code: 'REF_MISSING',
      exitCode: 65,
    });
  });
});

describe('D14: names that are hard to handle', () => {
  test.each([
    'digits',
    'unicode',
    'slash',
    'parent',
    'markup',
    'escape',
    'newline',
    'nul',
    'rightToLeft',
    'long',
    'prototype',
    'empty',
  ])('%s: the other markets are unchanged', async (name) => {
    live.emulator.control.setScenario([{ fault: 'markets.oddName', with: { name } }]);
    const result = await scan(await live.open());
    expectTrue(result);
    expect(result.counts.listed).toBeLessThanOrEqual(MARKETS + 1);
  });
});

test('D10: a list with every market twice is the same list', async () => {
  live.emulator.control.setScenario([{ fault: 'markets.twice' }]);
  expectTrue(await scan(await live.open()));
});

test('D10: a list without a market ends the scan with BAD_SCHEMA', async () => {
  live.emulator.control.setScenario([{ fault: 'markets.none' }]);
  await expect(scan(await live.open({ rng: () => 0 }))).rejects.toMatchObject({ code: 'BAD_SCHEMA' });
});

test('D10: half a list is scanned like a short one', async () => {
  live.emulator.control.setScenario([{ fault: 'markets.late' }]);
  const result = await scan(await live.open());
  expect(result.counts).toMatchObject({ listed: MARKETS / 2, errors: 0 });
});

test('D15: of 5,000 markets, candles are requested only where tickers reject nothing', async () => {
  const large = await startLive(WAY, { markets: 5_000 });
  try {
    const preset = { ...DEFAULT_PRESET, filters: { turnover: { min: 0, top: 30 } } };
    const feed = await large.open({ deadlineMs: 60_000 });
    const { counts, markets } = await scanFeed(feed, { asOfMs, bars: BARS, preset });
    expect(counts.listed).toBeGreaterThan(4_500);
    expect(counts.passed + counts.failed + counts.noData + counts.errors).toBe(counts.listed);
    expect(counts.skipped).toBeGreaterThan(4_500);
    expect(markets.filter(({ metrics }) => metrics.price !== null).length).toBeGreaterThan(20);
    const asked = large.emulator.ledger.requests().filter(({ endpoint }) => endpoint === 'klines');
    // BTC's are kept from when it was requested as the benchmark.
    expect(asked.length).toBe(counts.listed - counts.skipped);
  } finally {
    await large.close();
  }
}, 120_000);
