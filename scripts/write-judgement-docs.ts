import { readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { METRIC_NAMES } from '../src/indicators/metrics.js';
import { metricDocs, metricSchema, withTables } from './judgement-docs.js';

/**
 * Writes docs/metrics.md, the tables of docs/filters.md and docs/scoring.md, and the metrics into
 * schemas/scan.schema.json.
 */
writeFileSync('docs/metrics.md', metricDocs());
for (const file of ['docs/filters.md', 'docs/scoring.md']) {
  writeFileSync(file, withTables(readFileSync(file, 'utf8')));
}

const file = 'schemas/scan.schema.json';
interface ScanSchema {
  definitions: {
    market: {
      properties: {
        metrics: { properties: object; required: readonly string[] };
        missingReasons: { propertyNames: { enum: readonly string[] } };
      };
    };
  };
}
const schema = JSON.parse(readFileSync(file, 'utf8')) as ScanSchema;
const { metrics, missingReasons } = schema.definitions.market.properties;
metrics.properties = metricSchema();
metrics.required = METRIC_NAMES;
missingReasons.propertyNames.enum = METRIC_NAMES;
const options = await resolveConfig(file);
writeFileSync(file, await format(JSON.stringify(schema), { ...options, parser: 'json' }));
