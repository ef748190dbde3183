import { missingPolicy } from '../filters/run-filters.js';
import type { MissingPolicy } from '../filters/filter.js';
import type { HistoryChunk, HistoryRequest } from '../history/scan-history.js';
import { scanHistory as runHistory } from '../history/scan-history.js';
import { loadPreset } from '../presets/index.js';
import type { Preset } from '../presets/preset.js';
import type { OptionTable } from '../util/option-names.js';
import { checkOptionNames } from '../util/option-names.js';
import type { EngineOptions } from './engines.js';
import { engineFor } from './engines.js';
import { checkPreset, checkSource } from './given.js';

export interface ScanHistoryOptions
  extends EngineOptions, Pick<HistoryRequest, 'source' | 'bars' | 'metrics' | 'chunkBars'> {
  /** A built-in preset by name, or one from `parsePreset`. @default 'default' */
  readonly preset?: string | Preset;
  /**
   * What a filter without data does, and one whose data only a live source has.
   * @default as the preset says, and 'skip'
   */
  readonly missing?: MissingPolicy;
}

const OPTIONS: OptionTable<ScanHistoryOptions> = {
  source: true,
  preset: true,
  missing: true,
  engine: true,
  wasm: true,
  bars: true,
  metrics: true,
  chunkBars: true,
};

/**
 * All metrics, filters and the score for every bar of a history, as of that bar's close: one pass, a chunk of bars
 * of all markets at a time. Each value depends on bars up to its own alone. Memory is that of a chunk, whatever the
 * length; the yielded arrays are reused for the next chunk and freed at the end, so copy what you keep.
 *
 * @example
 * const { source } = await readHistory(feed);
 * for await (const { passed, barCount } of scanHistory({ source, preset: 'default' })) console.log(barCount, passed);
 * @throws {SquallError} USAGE: an unknown option, or one of the wrong type; UNKNOWN_PRESET; MEM_PRESSURE: a
 *   chunk of more than 1 GiB; KERNEL_CANARY: a kernel wrote out of bounds, and the chunk is discarded.
 * @throws {TypeError} `missing` without both policies. @throws {RangeError} bars or chunkBars not ≥ 1; whatever the
 *   source throws.
 */
export async function* scanHistory(
  options: ScanHistoryOptions,
): AsyncGenerator<HistoryChunk, void, undefined> {
  checkOptionNames('scanHistory', options, OPTIONS);
  const { source, preset: wanted = 'default', engine: _engine, wasm: _wasm, ...more } = options;
  checkSource(source);
  checkPreset(wanted);
  const preset = typeof wanted === 'object' ? wanted : loadPreset(wanted);
  yield* runHistory({
    missing: missingPolicy(preset, false),
    ...more,
    source,
    preset,
    engine: await engineFor(options),
  });
}
