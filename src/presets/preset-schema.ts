import { FILTERS } from '../filters/index.js';
import { LEVEL_RULES_SCHEMA } from '../levels/level-rules.js';
import { COMPONENTS } from '../scoring/components/index.js';
import type { JsonSchema } from '../util/json-schema.js';
import { BUILT_IN_PRESETS } from './built-in.js';

/** A closed object: an unknown key is an error, never ignored. */
function closed(properties: Readonly<Record<string, JsonSchema>>, more: JsonSchema = {}): JsonSchema {
  return { type: 'object', properties, additionalProperties: false, ...more };
}

const filters = closed(
  Object.fromEntries(
    FILTERS.map(({ name, description, limits, required }) => [
      name,
      closed(limits, {
        type: ['object', 'null'],
        description: `${description} null = off.`,
        ...(required.length === 0 ? { minProperties: 1 } : { required }),
      }),
    ]),
  ),
  { description: 'Limits by filter; a filter that is not named is not run.' },
);

const weights = closed(
  Object.fromEntries(COMPONENTS.map(({ name, description }) => [name, { type: 'number', description }])),
  {
    description: 'Weight of each component of the score; only their ratios matter, 0 = off.',
    minProperties: 1,
  },
);

/**
 * JSON Schema of a preset file, derived from the filters, components and level rules.
 * `schemas/preset.schema.json` is written from it (scripts/write-preset-schema.ts).
 */
export const PRESET_SCHEMA: JsonSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Squall preset',
  description: 'What a scan looks for: which markets pass, and how those are ranked.',
  ...closed(
    {
      $schema: { type: 'string', description: 'For editors.' },
      name: { type: 'string', pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', description: 'kebab-case.' },
      description: { type: 'string', description: 'One sentence: for whom, for what.' },
      extends: {
        type: 'string',
        enum: BUILT_IN_PRESETS.map((preset) => preset.name),
        description: 'Preset that supplies everything not set here.',
      },
      filters,
      weights,
      onMissing: { type: 'string', enum: ['fail', 'skip'], description: 'What a filter without data does.' },
      levels: closed(LEVEL_RULES_SCHEMA, { description: 'How support and resistance are found.' }),
      maxCandidates: { type: 'integer', minimum: 1, description: 'Maximum number of candidates shown.' },
      scanIntervalSeconds: {
        type: ['integer', 'null'],
        minimum: 1,
        description: 'Seconds between two scans of watch; null = at every bar close.',
      },
      priority: {
        type: 'string',
        enum: ['momentum', 'retest'],
        description: 'Preferred entry: going with the break, or waiting for the retest.',
      },
    },
    { required: ['name'] },
  ),
  if: { not: { required: ['extends'] } },
  then: { required: ['filters', 'weights'] },
};
