import type { CallerFigures } from '../memory/caller-figures.js';
import { readCallerFigures } from '../memory/caller-figures.js';
import type { MemoryReading, RawBound } from '../memory/memory-reading.js';
import { readingOf } from '../memory/memory-reading.js';

/** `performance.memory`: Chromium only, and rounded there. */
export interface BrowserHeap {
  readonly usedJSHeapSize: number;
  readonly jsHeapSizeLimit: number;
}

function heapOfThisBrowser(): BrowserHeap | null {
  return (globalThis as { performance?: { memory?: BrowserHeap } }).performance?.memory ?? null;
}

/** Reads a browser's memory figures: in Chromium the heap and its limit, elsewhere no limit at all. */
export function createBrowserMemoryReader(
  figures: CallerFigures = {},
  heap: () => BrowserHeap | null = heapOfThisBrowser,
): () => MemoryReading {
  return () => {
    const now = heap();
    const ofBrowser = {
      rssBytes: null,
      heapUsedBytes: now?.usedJSHeapSize ?? null,
      heapLimitBytes: now?.jsHeapSizeLimit ?? null,
      externalBytes: null,
      arrayBuffersBytes: null,
      stallPercent: null,
    };
    const unknown = Object.entries(ofBrowser).filter(([, value]) => value === null);
    const caller = readCallerFigures(figures);
    return readingOf(
      now === null ? [] : [heapBound(now)],
      { ...ofBrowser, ...caller.parts },
      {
        ...Object.fromEntries(unknown.map(([name]) => [name, 'this browser does not say'])),
        ...caller.missing,
        limitBytes: 'this browser has no performance.memory',
      },
    );
  };
}

function heapBound({ usedJSHeapSize, jsHeapSizeLimit }: BrowserHeap): RawBound {
  return { limitFrom: 'heap', of: 'heap', usedBytes: usedJSHeapSize, limitBytes: jsHeapSizeLimit };
}
