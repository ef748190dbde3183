import type { MissingPolicy } from '../filters/filter.js';
import type { HistorySource } from '../history/scan-history.js';
import { scanVariants } from '../history/scan-variants.js';
import type { Engine } from '../kernels/engine/engine.js';
import type { Preset } from '../presets/preset.js';
import type { ScreenChunk } from './screen.js';

/** The verdicts of many screens on a chunk of bars of all markets. */
export interface FamilyChunk extends Omit<ScreenChunk, 'passed' | 'score'> {
  /**
   * Cells that pass the k-th of the requested screens: row · markets + market, ascending; overwritten by the next call.
   */
  passes(k: number): Int32Array;
}

/** Screens that judge the same markets and bars in one pass. */
export interface ScreenFamily {
  readonly count: number;
  /** All chunks in chronological order, with the verdicts of screens [from, to). */
  chunks(source: HistorySource, from: number, to: number): AsyncIterable<FamilyChunk>;
}

export interface PresetFamilyOptions {
  /** Presets with the same filters that differ only in their numbers. */
  readonly presets: readonly Preset[];
  readonly missing: MissingPolicy;
  readonly engine: Engine;
}

/** Variants of a preset as screens. */
export function presetFamily({ presets, missing, engine }: PresetFamilyOptions): ScreenFamily {
  return {
    count: presets.length,
    async *chunks(source, from, to) {
      const metrics = ['turnover24h', 'atrRatio'] as const;
      const request = { presets: presets.slice(from, to), missing, engine, source, metrics };
      for await (const { barCount, stride, usable, firstOpenTimeMs, ...chunk } of scanVariants(request)) {
        const firstBar = Math.round((firstOpenTimeMs - source.firstOpenTimeMs) / source.timeframeMs);
        const { turnover24h, atrRatio } = chunk.metrics;
        yield { firstBar, barCount, stride, usable, turnover24h, atrRatio, passes: chunk.passes };
      }
    },
  };
}
