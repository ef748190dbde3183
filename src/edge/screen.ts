import type { MissingPolicy } from '../filters/filter.js';
import type { HistorySource } from '../history/scan-history.js';
import { scanHistory } from '../history/scan-history.js';
import type { Engine } from '../kernels/engine/engine.js';
import type { Preset } from '../presets/preset.js';

/**
 * What a screen says of some bars of all markets. Bar `firstBar + row` of market m stands at m · stride + row of the
 * arrays, which may be written again for the next chunk.
 */
export interface ScreenChunk {
  /** Row of the source's grid that row 0 stands for; bars before 0 are left out. */
  readonly firstBar: number;
  readonly barCount: number;
  readonly stride: number;
  /** 1 where a market may be judged at all. */
  readonly usable: Uint8Array;
  /** 1 where the screen lets it through. */
  readonly passed: Uint8Array;
  /** Larger is better; NaN = none. */
  readonly score: Float64Array;
  /** Turnover of the last 24 hours; NaN = unknown. With it and the ATR markets are compared with their like. */
  readonly turnover24h: Float64Array;
  /** ATR over price; NaN = unknown. */
  readonly atrRatio: Float64Array;
}

/** Anything that says of every bar of a history which markets it would have picked, from bars up to that one alone. */
export interface Screen {
  readonly name: string;
  /** SHA-256 of all that it is made of: two screens of the same hash are one trial. */
  readonly sha256: string;
  /** All chunks in order of time. */
  chunks(source: HistorySource): AsyncIterable<ScreenChunk>;
}

export interface PresetScreenOptions {
  readonly name: string;
  readonly sha256: string;
  readonly preset: Preset;
  readonly missing: MissingPolicy;
  readonly engine: Engine;
  /** Bars that a scan would have been given. @default 500 */
  readonly bars?: number;
}

/** A preset as a screen, by the history pass. */
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
