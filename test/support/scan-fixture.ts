import { availableParallelism } from 'node:os';
import type { ScanCaches } from '../../src/cache/caches.js';
import { nodeThreads } from '../../src/platform/node-threads.js';
import { sha256 } from '../../src/platform/node.js';
import { WASM_FILES } from './wasm-files.js';
import { Threads } from '../../src/kernels/pool/threads.js';
import { missingPolicy } from '../../src/filters/run-filters.js';
import { createEngine } from '../../src/kernels/engine/engine.js';
import type { Engine, EngineName } from '../../src/kernels/engine/engine.js';
import type { MarketFeed } from '../../src/market/feed.js';
import { loadPreset } from '../../src/presets/index.js';
import type { Preset } from '../../src/presets/preset.js';
import { fixedBatches } from '../../src/resources/batches/batch-controller.js';
import { scan } from '../../src/scanner/scan.js';
import type { ScanContext } from '../../src/scanner/scan-context.js';
import type { ScanRequest } from '../../src/scanner/scan-request.js';
import type { ScanResult } from '../../src/scanner/scan-result.js';

const engines = new Map<EngineName, Promise<Engine>>();

/** One engine of each kind for the whole test file. */
export function engineOf(name: EngineName): Promise<Engine> {
  const known = engines.get(name);
  if (known) return known;
  const created = createEngine(name, WASM_FILES);
  engines.set(name, created);
  return created;
}

export interface ScanFixture extends Partial<Omit<ScanRequest, 'preset' | 'asOfMs'>> {
  /** One that comes with Squall by its name, or any other. */
  readonly preset?: string | Preset;
  readonly asOfMs: number;
  readonly engine?: EngineName | Engine;
  readonly batchSize?: number;
  /** @default this thread computes */
  readonly workers?: number;
  readonly caches?: ScanCaches;
  readonly onKernelEvent?: ScanContext['onKernelEvent'];
  readonly signal?: AbortSignal;
  /** @default a stopped clock */
  readonly nowMs?: ScanContext['nowMs'];
  /** @default none */
  readonly pause?: ScanContext['pause'];
}

/** A scan of a feed with the settings of the command line, except for what the test says. */
export async function scanFeed(feed: MarketFeed, fixture: ScanFixture): Promise<ScanResult> {
  const {
    preset: wanted = 'default',
    engine = 'simd',
    batchSize,
    workers = 1,
    caches,
    onKernelEvent,
    signal,
    nowMs = () => 0,
    pause = () => Promise.resolve(),
    ...given
  } = fixture;
  const preset = typeof wanted === 'string' ? loadPreset(wanted) : wanted;
  const request: ScanRequest = {
    timeframeMs: 300_000,
    bars: 500,
    missing: missingPolicy(preset, feed.source.hasLiveFacts),
    symbols: null,
    quote: null,
    levelsFor: new Set(),
    requireReference: false,
    ...given,
    preset,
  };
  const used = typeof engine === 'string' ? await engineOf(engine) : engine;
  const threads = new Threads({ engine: used, workers, host: nodeThreads, cores: availableParallelism() });
  return scan(request, {
    feed,
    engine: used,
    threads,
    controller: fixedBatches(batchSize),
    sha256,
    nowMs,
    pause,
    ...(caches ? { caches } : {}),
    ...(onKernelEvent ? { onKernelEvent } : {}),
    ...(signal ? { signal } : {}),
  }).finally(() => threads.close());
}

/** Everything of a result that two ways of doing the same scan must share. */
export function comparable(result: ScanResult): unknown {
  const { timings, batches, source, ...rest } = result;
  return rest;
}
