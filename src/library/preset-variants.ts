import type { Preset } from '../presets/preset.js';
import { createRng, keyOf } from '../util/rng.js';
import { checkNumberPath, withNumbers } from './preset-numbers.js';

/** A number of a preset, and its candidate values. */
export interface Variation {
  /** `filter.limit` or `weights.component`, such as `surgeLong.min`. */
  readonly path: string;
  /** Any number between them, or one of several. */
  readonly values: { readonly from: number; readonly to: number } | readonly number[];
}

/** A preset with some of its numbers changed. */
export interface PresetVariant {
  readonly values: Readonly<Record<string, number>>;
  readonly preset: Preset;
}

/** Digits of drawn numbers: more would not make a different screen. */
const DIGITS = 3;

/**
 * Presets that differ in these numbers: all combinations if only lists are given and there are at most
 * `count`, otherwise `count` drawn at random; duplicates removed.
 * @throws {SquallError} USAGE: a filter or number that the preset does not have.
 */
export function presetVariants(
  preset: Preset,
  variations: readonly Variation[],
  count: number,
  seed: number,
): PresetVariant[] {
  for (const { path } of variations) checkNumberPath(preset, path);
  const grid = combinations(variations);
  const chosen = grid !== null && grid.length <= count ? grid : drawn(variations, count, seed);
  const found = new Map(chosen.map((values) => [JSON.stringify(values), values]));
  return [...found.values()].map((values) => ({ values, preset: withNumbers(preset, values) }));
}

function combinations(variations: readonly Variation[]): Record<string, number>[] | null {
  let all: Record<string, number>[] = [{}];
  for (const { path, values } of variations) {
    if (!isList(values)) return null;
    all = all.flatMap((each) => values.map((value) => ({ ...each, [path]: value })));
  }
  return all;
}

function drawn(variations: readonly Variation[], count: number, seed: number): Record<string, number>[] {
  const rng = createRng(keyOf(seed, 'variants'));
  return Array.from({ length: count }, () =>
    Object.fromEntries(
      variations.map(({ path, values }) => {
        const value = isList(values)
          ? values[rng.below(values.length)]
          : Number((values.from + (values.to - values.from) * rng.next()).toPrecision(DIGITS));
        return [path, value];
      }),
    ),
  );
}

function isList(values: Variation['values']): values is readonly number[] {
  return Array.isArray(values);
}
