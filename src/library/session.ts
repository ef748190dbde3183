import { platform } from '#platform';
import { ScanCaches } from '../cache/caches.js';
import { heedingFeed } from '../feeds/heeding-feed.js';
import { untilDeadline } from '../feeds/until-deadline.js';
import { missingPolicy } from '../filters/run-filters.js';
import type { Engine, EngineName } from '../kernels/engine/engine.js';
import type { PoolEvent } from '../kernels/pool/pool.js';
import { Threads } from '../kernels/pool/threads.js';
import type { MarketFeed, SourceTraffic } from '../market/feed.js';
import { loadPreset } from '../presets/index.js';
import type { Preset } from '../presets/preset.js';
import type { BatchMaximums } from '../resources/batches/batch-controller.js';
import { maximumsOf } from '../resources/batches/batch-controller.js';
import type { MemoryReading } from '../resources/memory/memory-reading.js';
import { releaseMemory } from '../resources/relief/release-memory.js';
import type { KernelEvent } from '../scanner/guarded-computer.js';
import type { ScanContext } from '../scanner/scan-context.js';
import type { ScanRequest } from '../scanner/scan-request.js';
import type { ScanResult } from '../scanner/scan-result.js';
import { scan as runScan } from '../scanner/scan.js';
import { resolveSymbol } from '../scanner/universe.js';
import { controllerOf, surroundingsOf } from './batching.js';
import { engineFor, wasmSha256 } from './engines.js';
import { checkFeed, refusingNumbers } from './given.js';
import type { MomentOptions, SessionOptions } from './scan-options.js';
import {
  asOfMsOf,
  barsOf,
  checkMoment,
  checkScanOptions,
  checkSessionOptions,
  timeframeMsOf,
} from './scan-options.js';
import { trafficSince } from './traffic.js';

/** One scan of a session. */
export interface SessionScan {
  readonly result: ScanResult;
  readonly engine: EngineName;
  /** Maximum threads that have computed together so far. */
  readonly workers: number;
  /** Problems with workers or kernels in this scan, and how they were handled; usually empty. */
  readonly events: readonly (PoolEvent | KernelEvent)[];
  /** Traffic of this scan; the first includes opening the feed. null without a network. */
  readonly traffic: SourceTraffic | null;
}

/**
 * A feed, an engine, its threads and caches: opened once and scanned any number of times, one scan after
 * another.
 */
export interface ScanSession {
  readonly feed: MarketFeed;
  readonly preset: Preset;
  readonly timeframeMs: number;
  /** Only markets of this quote currency are scanned; null = all. */
  readonly quote: string | null;
  readonly engine: Engine;
  /** Reads memory against its limits; null if batches are fixed and memory is not read. */
  readonly readMemory: (() => MemoryReading) | null;
  /** Limits of a batch; changes apply from the next scan on and change no result. */
  readonly batchMaximums: Readonly<Record<keyof BatchMaximums, number>>;
  setBatchMaximums(maximums: BatchMaximums): void;
  /**
   * SHA-256 of the wasm file that computes; null for the JavaScript engine, and for the caller's own files.
   */
  readonly wasmSha256: string | null;
  /**
   * @throws {SquallError} with `code`: USAGE, UNKNOWN_SYMBOL, NO_MARKETS, NO_DATA or REF_MISSING; whatever the feed
   * throws; the signal's reason. @throws {TypeError} after close.
   */
  scan(moment?: MomentOptions): Promise<SessionScan>;
  /** Stops the threads; the caller still owns the feed. Calling it twice is harmless. */
  close(): Promise<void>;
}

/**
 * Opens a session; nothing is requested from the feed yet.
 *
 * @example
 * const session = await openSession(simulate({ seed: 1 }), { preset: 'default' });
 * const { result } = await session.scan();
 * await session.close();
 * @throws {SquallError} UNKNOWN_PRESET; USAGE: an unknown option, of the wrong type, or out of range.
 */
export async function openSession(feed: MarketFeed, options: SessionOptions = {}): Promise<ScanSession> {
  checkFeed(feed);
  checkScanOptions(options);
  checkSessionOptions(options);
  const { preset: wanted = 'default', cache, wasm } = options;
  const preset = typeof wanted === 'object' ? wanted : loadPreset(wanted);
  const timeframeMs = timeframeMsOf(options, feed);
  barsOf(options);
  const engine = await engineFor(options);
  const threads = refusingNumbers(
    () =>
      new Threads({
        engine,
        host: platform.threads,
        workers: options.workers ?? 1,
        cores: platform.cores(),
      }),
  );
  const nowMs = (): number => performance.now();
  const caches = cache === undefined ? null : new ScanCaches(cache, nowMs);
  const surroundings = refusingNumbers(() => surroundingsOf(options, { engine, threads, caches }));
  let maximums = refusingNumbers(() => maximumsOf(options));
  let controller = controllerOf(options);
  const common = {
    engine,
    threads,
    surroundings,
    sha256: options.sha256 ?? platform.sha256,
    hashInputs: options.hashInputs ?? true,
    nowMs,
    pause: () => platform.pause(),
    ...(caches === null ? {} : { caches }),
  };
  const traffic = trafficMeter(feed);
  const heard = heedingFeed(feed);
  let isClosed = false;
  return {
    feed,
    preset,
    timeframeMs,
    quote: options.quote ?? null,
    engine,
    readMemory: surroundings.readMemory ?? null,
    get batchMaximums() {
      return maximums;
    },
    setBatchMaximums(wanted) {
      maximums = maximumsOf({ ...maximums, ...wanted });
      controller = controllerOf({ ...options, ...maximums });
    },
    wasmSha256: engine.name === 'js' || wasm !== undefined ? null : await wasmSha256(engine.name),
    async scan(moment = {}) {
      checkScanOptions(moment);
      checkMoment(moment);
      if (isClosed) throw new TypeError('Expected a session that has not been closed.');
      const { deadline, onKernelEvent } = moment;
      const scanned = deadline === undefined ? heard : untilDeadline(heard, deadline);
      const eventsBefore = threads.events.length;
      const kernelEvents: KernelEvent[] = [];
      const request = await requestOf(scanned, preset, options, moment);
      const result = await runScan(request, {
        ...common,
        controller,
        feed: scanned,
        ...optionalOf(moment),
        onKernelEvent: (event) => {
          kernelEvents.push(event);
          onKernelEvent?.(event);
        },
      }).finally(() => releaseMemory(surroundings));
      return {
        result,
        engine: engine.name,
        workers: threads.used,
        events: [...threads.events.slice(eventsBefore), ...kernelEvents],
        traffic: traffic(),
      };
    },
    close() {
      isClosed = true;
      return threads.close();
    },
  };
}

async function requestOf(
  feed: MarketFeed,
  preset: Preset,
  options: SessionOptions,
  moment: MomentOptions,
): Promise<ScanRequest> {
  const timeframeMs = timeframeMsOf(options, feed);
  const listed = moment.levelsFor === undefined ? [] : await feed.markets(moment.signal);
  const asked = { ...options, ...moment };
  const levelsFor = new Set(
    moment.levelsFor?.map((symbol) => resolveSymbol(symbol, listed, asked.quote ?? null)),
  );
  return {
    timeframeMs,
    asOfMs: await asOfMsOf(feed, timeframeMs, moment),
    bars: barsOf(options),
    preset,
    missing: missingPolicy(preset, feed.source.hasLiveFacts, asked.onMissing),
    symbols: asked.symbols ?? null,
    quote: asked.quote ?? null,
    levelsFor,
    ...(moment.isFocused ? { focus: levelsFor } : {}),
    requireReference: asked.requireReference ?? false,
    skipLevels: asked.skipLevels ?? false,
  };
}

function optionalOf({ signal, onProgress }: MomentOptions): Pick<ScanContext, 'signal' | 'onProgress'> {
  return { ...(signal ? { signal } : {}), ...(onProgress ? { onProgress } : {}) };
}

/** What a feed has sent and received since the last call. */
function trafficMeter(feed: MarketFeed): () => SourceTraffic | null {
  let before: SourceTraffic | null = null;
  return () => {
    const now = feed.traffic?.() ?? null;
    if (now === null) return null;
    const since = trafficSince(before, now);
    before = now;
    return since;
  };
}
