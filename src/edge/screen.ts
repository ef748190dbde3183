import type { MissingPolicy } from '../filters/filter.js';
import type { HistorySource } from '../history/scan-history.js';
import { scanHistory } from '../history/scan-history.js';
import type { Engine } from '../kernels/engine/engine.js';
import type { Preset } from '../presets/preset.js';

/**
 * A screen's verdicts on a chunk of bars of all markets. Bar `firstBar + row` of market m is at index m · stride + row
 * of the arrays, which the next chunk may overwrite.
 */
export interface ScreenChunk {
  /** Grid row of row 0; rows with a negative grid row are ignored. */
  readonly firstBar: number;
  readonly barCount: number;
  readonly stride: number;
  /** 1 if the market may be judged. */
  readonly usable: Uint8Array;
  /** 1 if the market passes the screen. */
  readonly passed: Uint8Array;
  /** Higher is better; NaN = none. */
  readonly score: Float64Array;
  /** Turnover of the last 24 hours; NaN = unknown. It and `atrRatio` determine which markets are similar. */
  readonly turnover24h: Float64Array;
  /** ATR divided by price; NaN = unknown. */
  readonly atrRatio: Float64Array;
}

/** A rule that picks markets at every bar of a history, using only bars up to that one. */
export interface Screen {
  readonly name: string;
  /** SHA-256 of the screen's definition; screens with the same hash are one trial. */
  readonly sha256: string;
  /** All chunks in chronological order. */
  chunks(source: HistorySource): AsyncIterable<ScreenChunk>;
}

export interface PresetScreenOptions {
  readonly name: string;
  readonly sha256: string;
  readonly preset: Preset;
  readonly missing: MissingPolicy;
  readonly engine: Engine;
  /** The window of the corresponding scan, in bars. @default 500 */
  readonly bars?: number;
}

/** A preset as a screen, computed with `scanHistory`. */
export function presetScreen({ name, sha256, ...request }: PresetScreenOptions): Screen {
  return {
    name,
    sha256,
    async *chunks(source) {
      const metrics = ['turnover24h', 'atrRatio'] as const;
      for await (const chunk of scanHistory({ ...request, source, metrics })) {
        const { barCount, stride, usable, passed, score } = chunk;
        const { turnover24h, atrRatio } = chunk.metrics;
        const firstBar = Math.round((chunk.firstOpenTimeMs - source.firstOpenTimeMs) / source.timeframeMs);
        yield { firstBar, barCount, stride, usable, passed, score, turnover24h, atrRatio };
      }
    },
  };
}
