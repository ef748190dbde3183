import { writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { SCENARIO_SCHEMA } from '../src/emulator/scenario-schema.js';
import { faultDocs } from './fault-docs.js';

/** Writes the catalogue of faults: docs/faults.md, and the schema that ships for editors. */
const schema = 'schemas/scenario.schema.json';
const options = await resolveConfig(schema);
writeFileSync(schema, await format(JSON.stringify(SCENARIO_SCHEMA), { ...options, parser: 'json' }));
writeFileSync('docs/faults.md', faultDocs());
