import { setImmediate } from 'node:timers/promises';
import { ScanCaches } from '../cache/scan-caches.js';
import { missingPolicy } from '../filters/run-filters.js';
import type { Engine } from '../kernels/engine/engine.js';
import type { Threads } from '../kernels/pool/threads.js';
import type { SourceTraffic } from '../market/feed.js';
import type { Preset } from '../presets/preset.js';
import { fixedBatches } from '../scanner/batch-controller.js';
import type { KernelEvent } from '../scanner/guarded-computer.js';
import { scan } from '../scanner/scan.js';
import type { ScanResult } from '../scanner/scan-result.js';
import type { SquallInfo } from '../scanner/scan-document.js';
import { resolveSymbol } from '../scanner/universe.js';
import { untilDeadline } from './deadline.js';
import { notesOnStderr } from './notes.js';
import type { Tell } from './notes.js';
import { createNodeEngine, openThreads, sha256 } from './node-engine.js';
import { resolvePreset } from './preset-source.js';
import { progressLine } from './progress.js';
import type { Settings } from './settings.js';
import type { OpenSource, SourceFlags } from './sources.js';
import { openSource } from './sources.js';
import { trafficSince } from './traffic.js';
import { squallVersion } from './version.js';

export interface ScanRun {
  readonly result: ScanResult;
  readonly squall: SquallInfo;
  readonly preset: Preset;
  readonly source: OpenSource;
  /** Of this scan; the first one's has what opening the source took. null = no network. */
  readonly traffic: SourceTraffic | null;
}

export interface ScanOptions {
  /** @default the source's */
  readonly asOfMs?: number;
  /** A market whose levels are wanted even if it does not pass. */
  readonly levelsFor?: string;
  /** Only `levelsFor` is looked at beyond its tickers, where the source has stages. @default false */
  readonly alone?: boolean;
  /** Markets that are not there by then are told as too late. @default none */
  readonly deadline?: AbortSignal;
  readonly signal?: AbortSignal;
  /** Count the markets on stderr while somebody watches. @default true */
  readonly progress?: boolean;
}

/** A source, an engine and its threads, opened once and scanned any number of times, one scan after the other. */
export class ScanSession {
  private trafficBefore: SourceTraffic | null = null;

  private constructor(
    private readonly settings: Settings,
    private readonly preset: Preset,
    private readonly engine: Engine,
    private readonly wasmSha256: string | null,
    private readonly threads: Threads,
    private readonly caches: ScanCaches | null,
    private readonly tell: Tell,
    readonly source: OpenSource,
    /** How long opening the source took: reading files is a part of acquiring. */
    readonly openMs: number,
  ) {}

  /** Opens what the settings name. @param tell  of what goes on beside the result. @default on stderr */
  static async open(
    flags: SourceFlags,
    settings: Settings,
    signal?: AbortSignal,
    tell: Tell = notesOnStderr(settings),
  ): Promise<ScanSession> {
    const preset = await resolvePreset(settings.preset ?? 'default');
    const { engine, wasmSha256 } = await createNodeEngine(settings.engine ?? 'auto');
    const beforeOpenMs = performance.now();
    const source = await openSource(flags, settings, 'scan', signal, tell);
    return new ScanSession(
      settings,
      preset,
      engine,
      wasmSha256,
      openThreads(engine, settings.workers ?? 'auto'),
      settings.cache ? new ScanCaches(settings.cacheSize ?? 'full', () => performance.now()) : null,
      tell,
      source,
      performance.now() - beforeOpenMs,
    );
  }

  async scan({
    asOfMs,
    levelsFor,
    alone,
    deadline,
    signal,
    progress = true,
  }: ScanOptions = {}): Promise<ScanRun> {
    const { settings, preset, source, engine, threads, caches } = this;
    const feed = deadline === undefined ? source.feed : untilDeadline(source.feed, deadline);
    const line = progressLine(!progress || (settings.quiet ?? false));
    const eventsBefore = threads.events.length;
    const kernelEvents: KernelEvent[] = [];
    const closeUp = new Set(levelsFor === undefined ? [] : [resolveSymbol(levelsFor, await feed.markets())]);
    const result = await scan(
      {
        timeframeMs: source.timeframeMs,
        asOfMs: asOfMs ?? source.asOfMs,
        bars: source.bars,
        preset,
        missing: missingPolicy(preset, feed.source.hasLiveFacts, settings.onMissing),
        symbols: settings.symbols ?? null,
        quote: settings.quote ?? null,
        levelsFor: closeUp,
        ...(alone ? { focus: closeUp } : {}),
        requireReference: settings.requireReference ?? false,
        skipLevels: settings.skipLevels ?? false,
      },
      {
        feed,
        engine,
        threads,
        controller: fixedBatches(settings.batchSize, settings.concurrency),
        sha256,
        nowMs: () => performance.now(),
        pause: () => setImmediate(),
        onProgress: line.update,
        onKernelEvent: (event) => kernelEvents.push(event),
        ...(caches ? { caches } : {}),
        ...(signal ? { signal } : {}),
      },
    ).finally(line.clear);
    const events = [...threads.events.slice(eventsBefore), ...kernelEvents];
    for (const { message } of events) this.tell(message);
    const squall: SquallInfo = {
      version: squallVersion(),
      wasmSha256: this.wasmSha256,
      engine: engine.name,
      workers: threads.used,
      workerEvents: events,
    };
    return { result, squall, preset, source, traffic: this.#takeTraffic() };
  }

  #takeTraffic(): SourceTraffic | null {
    const now = this.source.traffic?.() ?? null;
    if (now === null) return null;
    const traffic = trafficSince(this.trafficBefore, now);
    this.trafficBefore = now;
    return traffic;
  }

  async close(): Promise<void> {
    await this.threads.close();
    await this.source.close?.();
  }
}
