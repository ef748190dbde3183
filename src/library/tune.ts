import type { Candidate, TuneReport, TuneRequest } from '../edge/tune.js';
import { tune as runTune } from '../edge/tune.js';
import type { HistorySource } from '../history/scan-history.js';
import { loadPreset } from '../presets/index.js';
import type { Preset } from '../presets/preset.js';
import type { OptionTable } from '../util/option-names.js';
import { checkOptionNames } from '../util/option-names.js';
import { DEFAULT_COSTS, screenOf } from './edge.js';
import type { EngineOptions } from './engines.js';
import type { Variation } from './preset-variants.js';
import { presetVariants } from './preset-variants.js';
import { checkEdgeNumbers } from './edge-numbers.js';

export interface TuneOptions
  extends EngineOptions, Partial<Pick<TuneRequest, 'folds' | 'triedBefore' | 'onProgress'>> {
  readonly source: HistorySource;
  /** Where the data come from, in words. @default 'candles' */
  readonly detail?: string;
  readonly preset: string | Preset;
  readonly vary: readonly Variation[];
  /** At most so many combinations. @default 100 */
  readonly candidates?: number;
  /** @default 12 */
  readonly horizonBars?: number;
  /** Round trip, fraction. @default 0.002 */
  readonly costs?: number;
  /** Of the draw. @default 1 */
  readonly seed?: number;
}

const OPTIONS: OptionTable<TuneOptions> = {
  engine: true,
  wasm: true,
  source: true,
  detail: true,
  preset: true,
  vary: true,
  candidates: true,
  horizonBars: true,
  costs: true,
  seed: true,
  folds: true,
  triedBefore: true,
  onProgress: true,
};

/**
 * Looks for better numbers of a preset, and for what is left of them in parts of the time that the choice had not seen.
 *
 * @example
 * const vary = [{ path: 'surgeLong.min', values: { from: 2, to: 6 } }];
 * const { outOfSample, verdict } = await tune({ source, preset: 'default', vary });
 * @throws {SquallError} USAGE, UNKNOWN_PRESET.
 */
export async function tune(options: TuneOptions): Promise<TuneReport> {
  checkOptionNames('tune', options, OPTIONS);
  const { source, detail = 'candles', horizonBars = 12, costs = DEFAULT_COSTS } = options;
  const candidates = await tuneCandidates(options);
  const { folds, triedBefore, onProgress } = options;
  return runTune({
    source,
    detail,
    candidates,
    horizonBars,
    costs,
    ...(folds === undefined ? {} : { folds }),
    ...(triedBefore === undefined ? {} : { triedBefore }),
    ...(onProgress === undefined ? {} : { onProgress }),
  });
}

/** The presets that `tune` compares. @throws {SquallError} USAGE, UNKNOWN_PRESET. */
export async function tuneCandidates(options: Omit<TuneOptions, 'source'>): Promise<Candidate[]> {
  checkEdgeNumbers(options);
  const { preset: given, vary, candidates = 100, seed = 1 } = options;
  const preset = typeof given === 'string' ? loadPreset(given) : given;
  return Promise.all(
    presetVariants(preset, vary, candidates, seed).map(async (variant) => ({
      values: variant.values,
      screen: await screenOf(variant.preset, options),
    })),
  );
}
