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
  /** The window of the corresponding scan, over which `bars`, `filledBars` and `health` are counted. @default 500 */
  readonly bars?: number;
  /** Metrics to return; each one costs memory bandwidth. @default all */
  readonly metrics?: readonly HistoryMetric[];
  /**
   * Bars per chunk, rounded up to a multiple of 300. Affects values only by rounding. Longer chunks are faster and take
   * more memory, some 210 bytes per bar of each market. @default 900; 300 with more than 1500 markets
   */
  readonly chunkBars?: number;
}
