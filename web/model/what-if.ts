import type { FilterName } from '../../src/filters/index.js';
import { FILTERS } from '../../src/filters/index.js';
import type { Preset } from '../../src/presets/preset.js';
import type { ComponentName } from '../../src/scoring/index.js';
import { COMPONENTS } from '../../src/scoring/index.js';

/** One number of a preset, and the range of its slider. */
export interface Knob {
  readonly kind: 'filter' | 'weight';
  /** Name of the filter or component. */
  readonly name: string;
  /** Name of the limit; the component's name again for a weight. */
  readonly key: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly unit: string | null;
  readonly description: string;
}

/**
 * Every number of a preset's filters and weights, as sliders. @param base  determines the sliders' ranges, so
 * that these are constant while values move
 */
export function knobsOf(preset: Preset, base: Preset): Knob[] {
  return [...filterKnobs(preset, base), ...weightKnobs(preset)];
}

function filterKnobs(preset: Preset, base: Preset): Knob[] {
  return FILTERS.flatMap(({ name, unit, limits }) => {
    const values = (preset.filters[name] ?? {}) as Readonly<Record<string, unknown>>;
    const first = (base.filters[name] ?? {}) as Readonly<Record<string, unknown>>;
    return Object.entries(limits).flatMap(([key, schema]): Knob[] => {
      const value = values[key];
      if (typeof value !== 'number') return [];
      const usual = typeof first[key] === 'number' ? first[key] : value;
      const isWhole = (schema as { readonly type?: string }).type === 'integer';
      return [
        {
          ...{ kind: 'filter', name, key, value },
          ...rangeOf(usual, schema, isWhole),
          // Counts of bars and ranks have the unit of their name.
          unit: isWhole ? null : unit,
          description: String((schema as { readonly description?: string }).description ?? ''),
        },
      ];
    });
  });
}

interface SchemaLimits {
  readonly minimum?: number;
  readonly maximum?: number;
}

/** From the schema if it has limits, otherwise three times the preset's own number. */
function rangeOf(usual: number, { minimum, maximum }: SchemaLimits, isWhole: boolean) {
  const reach = usual === 0 ? 10 : 3 * Math.abs(usual);
  const max = maximum ?? reach;
  const min = minimum ?? (usual < 0 ? -reach : 0);
  const step = isWhole ? 1 : tidyStep((max - min) / 200);
  return { min, max, step };
}

/** A step of 1, 2 or 5 times a power of ten, at most `step`. */
export function tidyStep(step: number): number {
  let size = 1;
  while (size > step) size /= 10;
  while (size * 10 <= step) size *= 10;
  const lead = step / size;
  const tidy = lead >= 5 ? 5 : lead >= 2 ? 2 : 1;
  return Number((tidy * size).toPrecision(1));
}

function weightKnobs({ weights }: Preset): Knob[] {
  return COMPONENTS.flatMap(({ name, description }): Knob[] => {
    const value = weights[name];
    if (value === undefined) return [];
    return [
      {
        kind: 'weight',
        name,
        key: name,
        value,
        min: 0,
        max: Math.max(1, value),
        step: 0.01,
        unit: null,
        description,
      },
    ];
  });
}

/** The preset with one number changed. */
export function withKnob(
  preset: Preset,
  { kind, name, key }: Pick<Knob, 'kind' | 'name' | 'key'>,
  value: number,
): Preset {
  if (kind === 'weight') return { ...preset, weights: { ...preset.weights, [name as ComponentName]: value } };
  const limits = { ...preset.filters[name as FilterName], [key]: value };
  return { ...preset, filters: { ...preset.filters, [name]: limits } };
}

/** The preset with a filter of `base` on (with the limits of `base` if it was off) or off. */
export function withFilter(preset: Preset, base: Preset, name: FilterName, isOn: boolean): Preset {
  const { [name]: own, ...others } = preset.filters;
  const filters = isOn ? { ...others, [name]: own ?? base.filters[name] } : others;
  return { ...preset, filters };
}

/** Filters of `base`, in order; each can be switched off and on again. */
export function switchesOf(base: Preset): FilterName[] {
  return FILTERS.map(({ name }) => name).filter((name) => base.filters[name] !== undefined);
}

/** How many numbers differ from those of `base`, and how many filters are off. */
export function changesOf(preset: Preset, base: Preset): number {
  const before = new Map(
    knobsOf(base, base).map((knob) => [`${knob.kind} ${knob.name} ${knob.key}`, knob.value]),
  );
  const numbers = knobsOf(preset, base).filter(
    (knob) => before.get(`${knob.kind} ${knob.name} ${knob.key}`) !== knob.value,
  );
  return numbers.length + switchesOf(base).filter((name) => preset.filters[name] === undefined).length;
}

/** A name valid for presets and files, whatever a recording's own name is. */
function presetName(given: string): string {
  const words = given
    .slice(0, 200)
    .toLowerCase()
    .match(/[a-z0-9]+/g) ?? ['preset'];
  return words.join('-').slice(0, 60).replace(/-$/, '');
}

/** Text of a file accepted by `scan --preset`. */
export function presetFile(preset: Preset, base: Preset): { readonly name: string; readonly text: string } {
  const from = presetName(base.name);
  const name = `${from}-what-if`;
  const description = `${from} with ${changesOf(preset, base)} changes made in the replay.`;
  return { name: `${name}.json`, text: `${JSON.stringify({ ...preset, name, description }, null, 2)}\n` };
}
