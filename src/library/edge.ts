import { platform } from '#platform';
import type { EdgeRequest } from '../edge/edge.js';
import { edge as runEdge } from '../edge/edge.js';
import type { EdgeReport } from '../edge/edge-report.js';
import type { Screen } from '../edge/screen.js';
import { presetScreen } from '../edge/screen.js';
import { missingPolicy } from '../filters/run-filters.js';
import type { HistorySource } from '../history/scan-history.js';
import { loadPreset } from '../presets/index.js';
import type { Preset } from '../presets/preset.js';
import { canonicalJson } from '../util/canonical-json.js';
import type { OptionTable } from '../util/option-names.js';
import { checkOptionNames } from '../util/option-names.js';
import type { EngineOptions } from './engines.js';
import { engineFor } from './engines.js';
import { checkList, checkPreset, checkSource } from './given.js';
import { checkEdgeNumbers, checkHorizons } from './edge-numbers.js';

export interface EdgeOptions
  extends
    EngineOptions,
    Partial<Pick<EdgeRequest, 'quietBars' | 'triedBefore' | 'resamples' | 'seed' | 'proofCuts'>> {
  readonly source: HistorySource;
  /** Where the data comes from, in words. @default 'candles' */
  readonly detail?: string;
  /** Built-in presets by name, presets from `parsePreset`, or screens of your own. */
  readonly screens: readonly (string | Preset | Screen)[];
  /** Holding times in bars, ascending. @default 1, 4, 12, 24, 48 */
  readonly horizons?: readonly number[];
  /** The horizon that was chosen in advance. @default 12, or the middle one */
  readonly primary?: number;
  /** Round trip, fraction. @default 0.002: 10 bps fee per side */
  readonly costs?: number;
}

export const DEFAULT_HORIZONS = [1, 4, 12, 24, 48] as const;
/** Two sides of 10 bps, the taker fee of the largest exchanges for small accounts. */
export const DEFAULT_COSTS = 0.002;

const OPTIONS: OptionTable<EdgeOptions> = {
  engine: true,
  wasm: true,
  source: true,
  detail: true,
  screens: true,
  horizons: true,
  primary: true,
  costs: true,
  quietBars: true,
  triedBefore: true,
  resamples: true,
  seed: true,
  proofCuts: true,
};

/**
 * Whether acting on screens would have beaten acting on comparable markets (docs/edge.md).
 *
 * @example
 * const { source } = await readHistory(feed, { timeframeMs: 300_000, asOfMs });
 * const report = await edge({ source, screens: ['default'] });
 * console.log(report.screens[0].horizons[2].verdict);
 * @throws {SquallError} USAGE, UNKNOWN_PRESET.
 */
export async function edge(options: EdgeOptions): Promise<EdgeReport> {
  checkOptionNames('edge', options, OPTIONS);
  checkSource(options.source);
  checkList('screens', options.screens, 'of presets or screens');
  const { horizons = DEFAULT_HORIZONS, detail = 'candles', costs = DEFAULT_COSTS } = options;
  checkEdgeNumbers(options);
  checkHorizons(horizons);
  const { primary = primaryOf(horizons) } = options;
  const screens = await Promise.all(options.screens.map((screen) => screenOf(screen, options)));
  const { source, quietBars, triedBefore, resamples, seed, proofCuts } = options;
  return runEdge({
    source,
    detail,
    screens,
    horizons,
    primary,
    costs,
    ...(quietBars === undefined ? {} : { quietBars }),
    ...(triedBefore === undefined ? {} : { triedBefore }),
    ...(resamples === undefined ? {} : { resamples }),
    ...(seed === undefined ? {} : { seed }),
    ...(proofCuts === undefined ? {} : { proofCuts }),
  });
}

/** 12 bars if among the horizons, otherwise the middle one. */
export function primaryOf(horizons: readonly number[]): number {
  return horizons.includes(12) ? 12 : horizons[Math.floor((horizons.length - 1) / 2)];
}

function isScreen(given: string | Preset | Screen): given is Screen {
  return typeof given === 'object' && given !== null && 'chunks' in given;
}

/** A preset as a screen over candles: filters that need a live source are skipped. */
export async function screenOf(
  given: string | Preset | Screen,
  options: EngineOptions = {},
): Promise<Screen> {
  if (isScreen(given)) return given;
  checkPreset(given);
  const preset = typeof given === 'string' ? loadPreset(given) : given;
  return presetScreen({
    name: preset.name,
    sha256: platform.sha256([canonicalJson(preset)]),
    preset,
    missing: missingPolicy(preset, false),
    engine: await engineFor(options),
  });
}
