import { setImmediate } from 'node:timers/promises';
import { ScanCaches } from '../cache/scan-caches.js';
import { missingPolicy } from '../filters/run-filters.js';
import { resolvePreset } from './preset-source.js';
import { fixedBatches } from '../scanner/batch-controller.js';
import { resolveSymbol } from '../scanner/universe.js';
import type { KernelEvent } from '../scanner/guarded-computer.js';
import { scan } from '../scanner/scan.js';
import type { ScanResult } from '../scanner/scan-result.js';
import type { SquallInfo } from '../scanner/scan-document.js';
import type { Preset } from '../presets/preset.js';
import { createNodeEngine, openThreads, sha256 } from './node-engine.js';
import { progressLine } from './progress.js';
import type { Settings } from './settings.js';
import type { OpenSource, SourceFlags } from './sources.js';
import { openSource } from './sources.js';
import { squallVersion } from './version.js';

export interface ScanRun {
  readonly result: ScanResult;
  readonly squall: SquallInfo;
  readonly preset: Preset;
  readonly source: OpenSource;
}

/** Opens the source and the engine that the settings name, and scans once. */
export async function runScan(
  flags: SourceFlags,
  settings: Settings,
  /** A market whose levels are wanted even if it does not pass. */
  levelsFor?: string,
): Promise<ScanRun> {
  const preset = await resolvePreset(settings.preset ?? 'default');
  const { engine, wasmSha256 } = await createNodeEngine(settings.engine ?? 'auto');
  const threads = openThreads(engine, settings.workers ?? 'auto');
  const beforeOpenMs = performance.now();
  const source = await openSource(flags, settings, 'scan');
  const openedMs = performance.now();
  const nowMs = (): number => performance.now();
  const kernelEvents: KernelEvent[] = [];
  const progress = progressLine(settings.quiet ?? false);
  const result = await scan(
    {
      timeframeMs: source.timeframeMs,
      asOfMs: source.asOfMs,
      bars: source.bars,
      preset,
      missing: missingPolicy(preset, source.feed.source.hasLiveFacts, settings.onMissing),
      symbols: settings.symbols ?? null,
      quote: settings.quote ?? null,
      levelsFor: new Set(
        levelsFor === undefined ? [] : [resolveSymbol(levelsFor, await source.feed.markets())],
      ),
      requireReference: settings.requireReference ?? false,
      skipLevels: settings.skipLevels ?? false,
    },
    {
      feed: source.feed,
      engine,
      threads,
      controller: fixedBatches(settings.batchSize, settings.concurrency),
      sha256,
      nowMs,
      pause: () => setImmediate(),
      onProgress: progress.update,
      onKernelEvent: (event) => kernelEvents.push(event),
      ...(settings.cache ? { caches: new ScanCaches(settings.cacheSize ?? 'full', nowMs) } : {}),
    },
  ).finally(async () => {
    progress.clear();
    await threads.close();
  });
  if (!settings.quiet) {
    for (const { message } of [...threads.events, ...kernelEvents])
      process.stderr.write(`squall: ${message}\n`);
  }
  // Reading the source belongs to acquiring; the total covers everything since the process began.
  const timings = {
    ...result.timings,
    acquireMs: result.timings.acquireMs + (openedMs - beforeOpenMs),
    totalMs: performance.now(),
  };
  return {
    result: { ...result, timings },
    squall: {
      version: squallVersion(),
      wasmSha256,
      engine: engine.name,
      workers: threads.used,
      workerEvents: [...threads.events, ...kernelEvents],
    },
    preset,
    source,
  };
}
