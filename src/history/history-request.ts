import type { MissingPolicy } from '../filters/filter.js';
import type { Engine } from '../kernels/engine/engine.js';
import type { Preset } from '../presets/preset.js';
import type { HistoryMetric } from './history-columns.js';
import type { HistorySource } from './history-source.js';

export interface HistoryRequest {
  readonly source: HistorySource;
  readonly preset: Preset;
  readonly missing: MissingPolicy;
  readonly engine: Engine;
  /** Bars that a scan would have been given: what `bars`, `filledBars` and `health` are counted over. @default 500 */
  readonly bars?: number;
  /** Metrics that are handed out; each costs its part of the memory's bandwidth. @default all */
  readonly metrics?: readonly HistoryMetric[];
  /**
   * Bars of a chunk, rounded up to whole steps of 300. Changes no value by more than rounding. Long chunks are faster
   * and take more memory, some 210 bytes per bar of each market. @default 900, with more than 1500 markets 300
   */
  readonly chunkBars?: number;
}
