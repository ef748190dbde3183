import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ErrorObject } from 'ajv';
import { DEFAULT_LEVEL_RULES } from '../levels/level-rules.js';
import { parseJson } from '../util/parse-json.js';
import { shownValue } from '../util/plain-text.js';
import { pathOf, schemaSentence } from '../util/schema-sentence.js';
import { SquallError } from '../util/squall-error.js';
import { loadPreset } from './index.js';
import { PRESET_SCHEMA } from './preset-schema.js';
import type { LevelRules } from '../levels/level-rules.js';
import type { FilterLimits } from '../filters/index.js';
import type { Weights } from '../scoring/components/index.js';
import type { Preset } from './preset.js';

/** A preset as written by a user: null switches off a filter of the preset that it extends. */
type PresetFile = Partial<Omit<Preset, 'filters' | 'levels'>> & {
  readonly name: string;
  readonly extends?: string;
  readonly filters?: { readonly [N in keyof FilterLimits]: FilterLimits[N] | null };
  readonly levels?: Partial<LevelRules>;
};

const validate = new Ajv2020({ allErrors: true, strict: false, verbose: true }).compile<PresetFile>(
  PRESET_SCHEMA,
);

const DEFAULT_MAX_CANDIDATES = 30;

/**
 * A user's preset: JSON text, or the parsed object. With `extends` it may be partial; limits are merged
 * filter by filter. This module imports ajv: import it only for a user's preset.
 * @param origin  its source, for messages: a file name.
 * @throws {SquallError} CONFIG, exit 78: one sentence per fault.
 */
export function parsePreset(source: unknown, origin: string): Preset {
  const file: unknown = typeof source === 'string' ? parse(source, origin) : source;
  if (!validate(file)) throw invalid(origin, sentences(validate.errors ?? []));
  const preset = complete(file);
  const faults = [
    ...crossedLimits(preset.filters),
    ...weightless(preset.weights),
    ...beyondMeasure(preset.weights),
  ];
  if (faults.length > 0) throw invalid(origin, faults);
  return preset;
}

function invalid(origin: string, faults: readonly string[]): SquallError {
  const message =
    faults.length === 1 ? ` ${faults[0]}` : `\n${faults.map((fault) => `  ${fault}`).join('\n')}`;
  return new SquallError('CONFIG', `Invalid preset ${origin}:${message}`);
}

function parse(text: string, origin: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    throw invalid(origin, [`not JSON: ${(error as Error).message}`]);
  }
}

/** Fills in what the file leaves out: from the preset that it extends, otherwise the defaults. */
function complete(file: PresetFile): Preset {
  const base = file.extends === undefined ? undefined : loadPreset(file.extends);
  const interval = file.scanIntervalSeconds;
  return {
    name: file.name,
    description: file.description ?? base?.description ?? '',
    filters: mergeFilters(base?.filters ?? {}, file.filters ?? {}),
    weights: { ...base?.weights, ...file.weights },
    onMissing: file.onMissing ?? base?.onMissing ?? 'fail',
    levels: { ...(base?.levels ?? DEFAULT_LEVEL_RULES), ...file.levels },
    maxCandidates: file.maxCandidates ?? base?.maxCandidates ?? DEFAULT_MAX_CANDIDATES,
    scanIntervalSeconds: interval === undefined ? (base?.scanIntervalSeconds ?? null) : interval,
    priority: file.priority ?? base?.priority ?? 'momentum',
  };
}

function mergeFilters(base: FilterLimits, own: NonNullable<PresetFile['filters']>): FilterLimits {
  const merged: Record<string, object> = { ...base };
  for (const [name, limits] of Object.entries(own)) {
    if (limits === null) delete merged[name];
    else merged[name] = { ...merged[name], ...limits };
  }
  return merged;
}

function crossedLimits({ atrRange, bbWidth, change1h }: FilterLimits): string[] {
  const ranges = [
    ['atrRange', atrRange?.min, atrRange?.max],
    ['bbWidth', bbWidth?.min, bbWidth?.max],
    ['change1h', change1h?.minPct, change1h?.maxPct],
  ] as const;
  return ranges
    .filter(([, min, max]) => min !== undefined && max !== undefined && min > max)
    .map(
      ([name, min, max]) =>
        `filters.${name}: expected the minimum to be at most the maximum, got ${min} and ${max}.`,
    );
}

function weightless(weights: Weights): string[] {
  if (Object.values(weights).some((weight) => weight !== 0)) return [];
  return ['weights: expected at least one that is not 0.'];
}

/** Sums of widely different weights lose the small ones, and sums of the largest numbers are infinite. */
const [SMALLEST_WEIGHT, LARGEST_WEIGHT] = [1e-9, 1e9];

function beyondMeasure(weights: Weights): string[] {
  return Object.entries(weights)
    .filter(([, weight]) => weight !== 0)
    .filter(([, weight]) => !(Math.abs(weight) >= SMALLEST_WEIGHT && Math.abs(weight) <= LARGEST_WEIGHT))
    .map(
      ([name, weight]) =>
        `weights.${name}: expected 0 or a size from ${SMALLEST_WEIGHT} to ${LARGEST_WEIGHT}, got ${weight}.`,
    );
}

/** One sentence per fault. */
function sentences(errors: readonly ErrorObject[]): string[] {
  // The conditional only repeats that something inside it failed.
  return errors.filter((error) => error.keyword !== 'if').map(sentence);
}

function sentence(error: ErrorObject): string {
  if (error.keyword === 'minProperties' && pathOf(error) === 'weights') {
    return `weights: expected at least one weight, got ${shownValue(error.data)}.`;
  }
  return schemaSentence(error, { memberAt: kindOf, textAt: () => 'kebab-case like "my-preset"' });
}

function kindOf(path: string): string {
  if (path === 'filters') return 'filter';
  if (path.startsWith('filters.')) return 'limit';
  return path === 'weights' ? 'weight' : 'key';
}
