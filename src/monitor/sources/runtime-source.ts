import { createHistogram, PerformanceObserver, type RecordableHistogram } from 'node:perf_hooks';
import type { FigureName } from '../figures.js';
import type { FigureSource } from '../sample.js';

/** Figures that only the process itself can measure. */
export const RUNTIME_FIGURES = [
  'eventLoopDelayMeanMs',
  'eventLoopDelayP99Ms',
  'eventLoopDelayMaxMs',
  'gcPercent',
] as const satisfies FigureName[];

/** Since the previous reading. */
export interface RuntimeReading {
  readonly delayMeanMs: number;
  readonly delayP99Ms: number;
  readonly delayMaxMs: number;
  readonly gcMs: number;
  /** Null if no timer has come due yet. */
  readonly elapsedMs: number | null;
}

export interface RuntimeProbe {
  read(): RuntimeReading;
  close(): void;
}

export function runtimeSource(probe: RuntimeProbe): FigureSource {
  return {
    names: RUNTIME_FIGURES,
    read: () => {
      const { delayMeanMs, delayP99Ms, delayMaxMs, gcMs, elapsedMs } = probe.read();
      const isKnown = elapsedMs !== null && elapsedMs > 0;
      const reason = 'known from the second sample on';
      return {
        figures: isKnown
          ? {
              eventLoopDelayMeanMs: delayMeanMs,
              eventLoopDelayP99Ms: delayP99Ms,
              eventLoopDelayMaxMs: delayMaxMs,
              gcPercent: (100 * gcMs) / elapsedMs,
            }
          : {},
        missing: Object.fromEntries(RUNTIME_FIGURES.map((name) => [name, reason])),
      };
    },
  };
}

/** Between two checks of how late a timer is. */
const RESOLUTION_MS = 20;

/**
 * Measures the event loop of this thread and the time spent in its garbage collections, from now on. Not
 * Node's monitorEventLoopDelay: after each reset that skips one interval, and so any block in it.
 */
export function openRuntimeProbe(nowMs: () => number): RuntimeProbe {
  const delaysUs = createHistogram();
  let dueMs = nowMs() + RESOLUTION_MS;
  const timer = setInterval(() => {
    const atMs = nowMs();
    recordMs(delaysUs, atMs - dueMs);
    dueMs = atMs + RESOLUTION_MS;
  }, RESOLUTION_MS);
  timer.unref();
  let gcMs = 0;
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) gcMs += duration;
  });
  observer.observe({ entryTypes: ['gc'] });
  let lastMs = nowMs();
  return {
    read: () => {
      const atMs = nowMs();
      const isKnown = delaysUs.count > 0;
      const reading = {
        delayMeanMs: delaysUs.mean / 1000,
        delayP99Ms: delaysUs.percentile(99) / 1000,
        delayMaxMs: delaysUs.max / 1000,
        gcMs,
        elapsedMs: isKnown ? atMs - lastMs : null,
      };
      delaysUs.reset();
      gcMs = 0;
      lastMs = atMs;
      return reading;
    },
    close: () => {
      clearInterval(timer);
      observer.disconnect();
    },
  };
}

/** A histogram takes integers from 1 on. */
function recordMs(histogramUs: RecordableHistogram, ms: number): void {
  histogramUs.record(Math.max(1, Math.round(ms * 1000)));
}
