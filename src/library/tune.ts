import { platform } from '#platform';
import { presetFamily } from '../edge/screen-family.js';
import type { TuneReport } from '../edge/tune-report.js';
import type { TuneRequest } from '../edge/tune.js';
import { tune as runTune } from '../edge/tune.js';
import { missingPolicy } from '../filters/run-filters.js';
import type { HistorySource } from '../history/scan-history.js';
import { loadPreset } from '../presets/index.js';
import type { Preset } from '../presets/preset.js';
import { canonicalJson } from '../util/canonical-json.js';
import type { OptionTable } from '../util/option-names.js';
import { checkOptionNames } from '../util/option-names.js';
import { SquallError } from '../util/squall-error.js';
import { DEFAULT_COSTS } from './edge.js';
import type { EngineOptions } from './engines.js';
import { engineFor } from './engines.js';
import type { PresetVariant, Variation } from './preset-variants.js';
import { presetVariants } from './preset-variants.js';
import { checkList, checkPreset, checkSource } from './given.js';
import { checkEdgeNumbers } from './edge-numbers.js';

export interface TuneOptions
  extends EngineOptions, Partial<Pick<TuneRequest, 'folds' | 'triedBefore' | 'onProgress'>> {
  readonly source: HistorySource;
  /** Where the data comes from, in words. @default 'candles' */
  readonly detail?: string;
  readonly preset: string | Preset;
  readonly vary: readonly Variation[];
  /** Maximum number of combinations. @default 100 */
  readonly candidates?: number;
  /** @default 12 */
  readonly horizonBars?: number;
  /** Round trip, fraction. @default 0.002 */
  readonly costs?: number;
  /** Seed of the draw. @default 1 */
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
 * Searches for better numbers for a preset, and measures how much of the improvement holds out of sample.
 *
 * @example
 * const vary = [{ path: 'surgeLong.min', values: { from: 2, to: 6 } }];
 * const { outOfSample, verdict } = await tune({ source, preset: 'default', vary });
 * @throws {SquallError} USAGE, UNKNOWN_PRESET.
 */
export async function tune(options: TuneOptions): Promise<TuneReport> {
  checkOptionNames('tune', options, OPTIONS);
  checkSource(options.source);
  const { source, detail = 'candles', horizonBars = 12, costs = DEFAULT_COSTS } = options;
  const preset = presetOf(options);
  const variants = variantsOf(preset, options);
  const { folds, triedBefore, onProgress } = options;
  return runTune({
    source,
    detail,
    family: presetFamily({
      presets: variants.map((variant) => variant.preset),
      missing: missingPolicy(preset, false),
      engine: await engineFor(options),
    }),
    values: variants.map(({ values }) => values),
    horizonBars,
    costs,
    ...(folds === undefined ? {} : { folds }),
    ...(triedBefore === undefined ? {} : { triedBefore }),
    ...(onProgress === undefined ? {} : { onProgress }),
  });
}

/** A preset that `tune` compares. */
export interface Candidate extends PresetVariant {
  /** Identifies it in the trial count: equal to that of the same preset in `edge`. */
  readonly sha256: string;
}

/** The presets that `tune` compares. @throws {SquallError} USAGE, UNKNOWN_PRESET. */
export function tuneCandidates(options: Omit<TuneOptions, 'source'>): Candidate[] {
  return variantsOf(presetOf(options), options).map((variant) => ({
    ...variant,
    sha256: platform.sha256([canonicalJson(variant.preset)]),
  }));
}

function presetOf({ preset }: Pick<TuneOptions, 'preset'>): Preset {
  checkPreset(preset);
  return typeof preset === 'string' ? loadPreset(preset) : preset;
}

function variantsOf(preset: Preset, options: Omit<TuneOptions, 'source'>): PresetVariant[] {
  checkEdgeNumbers(options);
  const { vary, candidates = 100, seed = 1 } = options;
  checkList('vary', vary, 'of limits and their values');
  const weight = vary.find(({ path }) => path.startsWith('weights.'));
  if (weight !== undefined) {
    throw new SquallError(
      'USAGE',
      `Expected numbers of filters, got ${weight.path}: weights order what passes, and tune judges which markets pass`,
    );
  }
  return presetVariants(preset, vary, candidates, seed);
}
