import { writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { PRESET_SCHEMA } from '../src/presets/preset-schema.js';

/** Writes schemas/preset.schema.json, which ships for editors, from the schema used to validate presets. */
const file = 'schemas/preset.schema.json';
const options = await resolveConfig(file);
writeFileSync(file, await format(JSON.stringify(PRESET_SCHEMA), { ...options, parser: 'json' }));
