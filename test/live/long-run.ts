// One process that scans faulty exchanges repeatedly with the real client, and reports the outcome as JSON;
// test/live/long-run.long.test.ts judges it. Arguments: requests, seed.
import { FAULTS } from '../../src/emulator/faults/catalogue.js';
import type { Fault } from '../../src/emulator/faults/fault.js';
import type { ExchangeFeed } from '../../src/feeds/exchange/exchange-feed.js';
import type { MarketFeed } from '../../src/market/feed.js';
import type { MarketResult, ScanResult } from '../../src/scanner/scan-result.js';
import { createRng } from '../../src/util/rng.js';
import { scanFeed } from '../support/scan-fixture.js';
import { ElasticClock } from './elastic-clock.js';
import type { Way } from './live-exchange.js';
import { WAYS, startLive } from './live-exchange.js';
import { shortened, withoutBenchmark } from './spoiled-feed.js';
import { truthOf } from './truth.js';

const [requests, seed] = process.argv.slice(2).map(Number);

const HOUR_MS = 3_600_000;
const BARS = 40;
const MARKETS = 24;
const DEADLINE_MS = 500;
/** A scan that takes longer hangs. */
const HANG_MS = 30_000;
/** Scans of one feed: its kept candles are extended; then all starts afresh. */
const SCANS_OF_A_FEED = 12;
/** Approximate share of all answers. */
const HTTP_SHARE = 0.17;
const DATA_SHARE = 0.12;

const report = {
  seed,
  requests: 0,
  faulted: 0,
  faults: {} as Record<string, number>,
  scans: 0,
  scored: 0,
  withoutBenchmark: 0,
  /** Scans that ended as a whole, by code; and markets, by code. */
  ended: {} as Record<string, number>,
  codes: {} as Record<string, number>,
  /** What must not be. */
  unbalanced: [] as unknown[],
  wrong: [] as unknown[],
  hangs: [] as unknown[],
  unhandled: [] as string[],
};
process.on('unhandledRejection', (reason) => report.unhandled.push(String(reason)));

const count = (counts: Record<string, number>, name: string): void => {
  counts[name] = (counts[name] ?? 0) + 1;
};

/** Those that keep a request waiting until the deadline: rarer, as they cost a hundred times the time of others. */
const isSilent = ({ row, ends }: Fault): boolean => row !== 'D13' && ends.includes('NET_TIMEOUT');
const isRare = (fault: Fault): boolean =>
  isSilent(fault) ||
  fault.ends.includes('HTTP_BAN') ||
  ['huge', 'gzipBomb', 'manyHeaders'].includes(fault.id);

/**
 * Every fault, each with its share. An empty list of open interest is a young market's answer: no visible
 * fault.
 */
function scenario(): unknown[] {
  const weightOf = (fault: Fault): number => (isRare(fault) ? 0.1 : 1);
  const http = FAULTS.filter(({ endpoints }) => endpoints === null);
  const data = FAULTS.filter(({ endpoints }) => endpoints !== null);
  const rules = (faults: readonly Fault[], share: number): unknown[] => {
    const sum = faults.reduce((total, fault) => total + weightOf(fault), 0);
    return faults.map((fault) => ({
      fault: fault.id,
      p: (share * weightOf(fault)) / sum,
      // Where a price is about 1, volume in quote currency is nearly right and kraken, which reports no turnover, nearly
      // equal.
      ...(fault.id === 'candles.quoteVolume' ? { on: { symbol: ['BTC*', 'ETH*', 'SOL*'] } } : {}),
      ...(fault.id.startsWith('empty')
        ? { on: { endpoint: ['klines', 'depth', 'tickers', 'markets'] } }
        : {}),
    }));
  };
  return [...rules(http, HTTP_SHARE), ...rules(data, DATA_SHARE)];
}

/**
 * The figures of a market. Trades per minute, and turnover if a ticker reports none, are those of 5 minute candles in
 * the world and of the candles at hand in a scan: at 1h they differ by nature.
 */
const plain = (market: MarketResult): string => {
  const metrics = { ...market.metrics, tradesPerMinute: null };
  if (market.origins.turnover24h !== 'ticker') metrics.turnover24h = null;
  // From the close of a day ago instead of the open after it: a jump can lie between the two.
  if (market.origins.change24hPct !== 'ticker') metrics.change24hPct = null;
  return JSON.stringify([metrics, market.passed, market.score, market.components, market.levels]);
};

/** In two results, the figures that are not the same: all that a reader of a failure needs. */
function differing(market: MarketResult, right: MarketResult | undefined): object {
  const flat = ({ metrics, passed, score, components, levels }: MarketResult): [string, unknown][] =>
    Object.entries({ ...metrics, passed, score, components, levels });
  if (right === undefined) return { right: 'not a market' };
  const rightly = new Map(flat(right));
  return {
    differing: flat(market)
      .map(([name, value]) => ({ name, value, right: rightly.get(name) }))
      .filter((figure) => JSON.stringify(figure.value) !== JSON.stringify(figure.right)),
  };
}

/** What is right at one moment: of each market, also with a shorter history or without a BTC as benchmark. */
class Reference {
  readonly #kept = new Map<string, Promise<ScanResult>>();

  constructor(
    private readonly feed: MarketFeed,
    private readonly settings: Parameters<typeof scanFeed>[1],
  ) {}

  async of(symbol: string, bars: number, hasBenchmark: boolean): Promise<MarketResult | undefined> {
    const isWhole = bars === BARS;
    const key = `${isWhole ? '' : `${symbol} ${bars}`} ${hasBenchmark}`;
    let scan = this.#kept.get(key);
    if (scan === undefined) {
      const feed = hasBenchmark ? this.feed : withoutBenchmark(this.feed);
      scan = scanFeed(isWhole ? feed : shortened(feed, symbol, bars), this.settings);
      this.#kept.set(key, scan);
    }
    return (await scan).markets.find((market) => market.symbol === symbol);
  }
}

async function run(way: Way, wanted: number, runSeed: number): Promise<void> {
  const rng = createRng(runSeed);
  const truth = truthOf(way, { seed: runSeed, markets: MARKETS });
  const symbols = new Set((await truth.markets()).map(({ symbol }) => symbol));
  const startMs = Date.UTC(2025, 0, 20);
  const live = await startLive(way, { seed: runSeed, markets: MARKETS, asOfMs: startMs });
  const { control, ledger } = live.emulator;
  control.setScenario(scenario());
  const clock = new ElasticClock();
  let feed: ExchangeFeed | null = null;
  for (let scans = 0; ledger.requests().length < wanted; scans++) {
    if (scans > 0) control.advance(HOUR_MS);
    if (scans % SCANS_OF_A_FEED === 0) {
      await feed?.close();
      feed = await live.open({ clock, deadlineMs: DEADLINE_MS, rng: () => rng.next() * 0.05 });
    }
    const asOfMs = Math.floor(control.nowMs() / HOUR_MS) * HOUR_MS;
    const settings = { asOfMs, bars: BARS, timeframeMs: HOUR_MS, levelsFor: symbols };
    const given = new AbortController();
    const timer = setTimeout(() => {
      report.hangs.push({ way, asOfMs });
      given.abort(new Error('It hangs.'));
    }, HANG_MS);
    try {
      // Symbols that the list of this feed lacks cannot be requested by name: all that it has are judged.
      const result = await scanFeed(feed!, { ...settings, preset: 'default' });
      await judge(result, new Reference(truth, settings), way);
    } catch (error) {
      count(report.ended, (error as { code?: string }).code ?? String((error as Error).stack));
    } finally {
      clearTimeout(timer);
    }
    report.scans++;
    // Whoever can wait out a ban does; the next scan comes an hour later.
    clock.skip(HOUR_MS);
  }
  const entries = ledger.requests();
  report.requests += entries.length;
  for (const { fault } of entries) {
    if (fault === null) continue;
    report.faulted++;
    count(report.faults, fault);
  }
  await live.close();
}

async function judge(result: ScanResult, reference: Reference, { dialect, type }: Way): Promise<void> {
  const { listed, passed, failed, noData, errors } = result.counts;
  if (listed !== passed + failed + noData + errors || listed !== result.markets.length) {
    report.unbalanced.push({ dialect, type, counts: result.counts });
  }
  const hasBenchmark = result.warnings.every((warning) => !warning.startsWith('REF_MISSING'));
  if (!hasBenchmark) report.withoutBenchmark++;
  for (const market of result.markets) {
    if (market.errors.length > 0) {
      count(report.codes, market.errors[0].code);
      continue;
    }
    if (market.score === null) continue;
    report.scored++;
    // BTC may arrive with the second request, for itself.
    const isComparable = hasBenchmark || market.symbol.startsWith('BTC/');
    const right = await reference.of(market.symbol, market.metrics.bars ?? 0, isComparable);
    if (right !== undefined && plain({ ...right, origins: market.origins }) === plain(market)) continue;
    if (report.wrong.length < 5) {
      const { symbol, origins } = market;
      report.wrong.push({
        dialect,
        type,
        asOfMs: result.asOfMs,
        symbol,
        origins,
        ...differing(market, right),
      });
    }
  }
}

const startedMs = performance.now();
await Promise.all(WAYS.map((way, index) => run(way, requests / WAYS.length, seed + index)));
process.stdout.write(
  JSON.stringify({
    ...report,
    seconds: (performance.now() - startedMs) / 1000,
    rss: process.memoryUsage.rss(),
  }),
);
