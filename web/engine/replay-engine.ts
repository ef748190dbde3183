import { LRUCache } from 'lru-cache';
import { CurrentFeed } from '../../src/library/current-feed.js';
import { timeframeMsOf } from '../../src/library/scan-options.js';
import type { ScanSession, SessionScan } from '../../src/library/session.js';
import { openSession } from '../../src/library/session.js';
import { loadPreset } from '../../src/presets/index.js';
import type { Preset } from '../../src/presets/preset.js';
import { changesNeeded } from '../../src/scanner/changes-needed.js';
import { metricOrigins } from '../../src/scanner/metric-origins.js';
import type { ReplayMoment, ReplaySource } from '../model/replay-source.js';
import { snapshotOf } from '../model/snapshot.js';
import type { Snapshot } from '../model/snapshot.js';
import { runBenchmark } from './benchmark.js';
import { createFastSha256 } from './fast-sha256.js';
import { chartOf, closesOf } from './market-view.js';
import { openSource } from './open-source.js';
import type {
  ChartData,
  Closes,
  EngineApi,
  EngineThreads,
  MarketDetail,
  OpenedSource,
  OpenRequest,
} from './protocol.js';
import { levelsAt, WhatIfJudge } from './what-if-judge.js';

/** Scans kept complete: a market's reasons and other presets need them. Some 2 MB each. */
const KEPT_SCANS = 8;

interface Opened {
  readonly source: ReplaySource;
  readonly session: ScanSession;
  readonly feed: CurrentFeed;
  readonly indexOf: ReadonlyMap<string, number>;
}

/** Computes what the page shows: in a worker, or in the page itself if there can be none. */
export class ReplayEngine implements EngineApi {
  #opened: Opened | null = null;
  #scans = new LRUCache<number, SessionScan>({ max: KEPT_SCANS });
  #judge: WhatIfJudge | null = null;
  /** Scans share the session, so they run one after another. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly onGrown: (added: readonly ReplayMoment[]) => void,
    private readonly threads: EngineThreads = { workers: 'auto' },
  ) {}

  async open(request: OpenRequest, threads = this.threads): Promise<OpenedSource | null> {
    const given = await openSource(request);
    if (given === null) return null;
    const preset = presetOf(given);
    const isIsolated = (globalThis as { crossOriginIsolated?: boolean }).crossOriginIsolated === true;
    const source: ReplaySource = { ...given, options: { ...given.options, preset } };
    const feed = new CurrentFeed();
    const session = await openSession(feed, {
      ...source.options,
      workers: isIsolated ? threads.workers : 1,
      sha256: createFastSha256(),
      // Results are compared by their hashes; hashing every candle in a browser would take longer than all
      // the rest.
      hashInputs: false,
      // Everything is in memory: whole batches need no pauses, which cost a browser 4 ms each.
      batchSize: source.symbols.length,
    });
    await this.#opened?.session.close();
    this.#opened = {
      source,
      session,
      feed,
      indexOf: new Map(source.symbols.map((symbol, at) => [symbol, at])),
    };
    this.#scans.clear();
    this.#judge = null;
    this.#watchGrowth(source);
    const { otherCatalogue = null } = source;
    const { title, isReal, isLive, notes, problems, symbols, moments } = source;
    const timeframeMs = timeframeMsOf(source.options);
    return {
      ...{
        title,
        isReal,
        isLive,
        notes,
        otherCatalogue,
        problems,
        symbols,
        moments: [...moments],
        preset,
        timeframeMs,
        isIsolated,
      },
      engine: session.engine.name,
    };
  }

  async append(bytes: Uint8Array): Promise<void> {
    await this.#current().source.append?.(bytes);
  }

  async scan(index: number): Promise<Snapshot> {
    const { indexOf } = this.#current();
    const { result, engine, workers } = await this.#scanned(index);
    return snapshotOf(result, index, indexOf, { engine, workers });
  }

  async detail(index: number, symbol: string): Promise<MarketDetail> {
    const { source } = this.#current();
    const { result, engine } = await this.#scanned(index);
    const market = result.markets.find((candidate) => candidate.symbol === symbol);
    if (market === undefined) throw new Error(`${symbol} was not scanned at this moment.`);
    const feed = await source.scanAt(index);
    const info = (await feed.markets()).find((candidate) => candidate.symbol === symbol) ?? null;
    const { atr } = market.metrics;
    const levels =
      market.passed || atr === null
        ? market.levels
        : await levelsAt(feed, symbol, atr, result, source.options);
    return {
      ...{ index, market, info },
      levels: levels ?? [],
      origins: metricOrigins(market, result, engine),
      changesNeeded: changesNeeded(market, result.onMissing),
    };
  }

  closes(): Promise<Closes> {
    return closesOf(this.#current().source);
  }

  chart(symbol: string): Promise<ChartData> {
    return chartOf(this.#current().source, symbol);
  }

  async whatIf(index: number, preset: Preset): Promise<Snapshot> {
    const { source, indexOf } = this.#current();
    if (this.#judge?.index !== index) {
      const { result } = await this.#scanned(index);
      this.#judge = await WhatIfJudge.of(result, index, await source.scanAt(index), source.options);
    }
    return this.#judge.judge(preset, indexOf, now);
  }

  benchmark() {
    return runBenchmark(now);
  }

  #current(): Opened {
    if (this.#opened === null) throw new Error('Nothing is open.');
    return this.#opened;
  }

  #scanned(index: number): Promise<SessionScan> {
    const scanning = this.#last.then(() => this.#scanNow(index));
    this.#last = scanning.catch(() => undefined);
    return scanning;
  }

  async #scanNow(index: number): Promise<SessionScan> {
    const kept = this.#scans.get(index);
    if (kept !== undefined) return kept;
    const { source, session, feed } = this.#current();
    feed.current = await source.scanAt(index);
    const scanned = await session.scan({ ...source.askedAt(index), asOf: source.moments[index].asOfMs });
    this.#scans.set(index, scanned);
    return scanned;
  }

  #watchGrowth(source: ReplaySource): void {
    let known = source.moments.length;
    source.subscribe(() => {
      if (this.#opened?.source !== source) return;
      const added = source.moments.slice(known);
      known = source.moments.length;
      this.onGrown(added);
    });
  }
}

function presetOf({ options }: ReplaySource): Preset {
  const { preset = 'default' } = options;
  return typeof preset === 'string' ? loadPreset(preset) : preset;
}

function now(): number {
  return performance.now();
}
