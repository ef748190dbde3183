import { readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { METRIC_NAMES } from '../src/indicators/metrics.js';
import { metricDocs, metricSchema } from './metric-docs.js';

/** Writes docs/metrics.md, and the metrics into schemas/scan.schema.json. */
writeFileSync('docs/metrics.md', metricDocs());

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
