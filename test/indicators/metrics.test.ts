import { readFileSync } from 'node:fs';
import { metricDocs, metricSchema } from '../../scripts/judgement-docs.js';
import { findIndicator } from '../../src/indicators/catalogue.js';
import { KERNEL_METRICS, METRIC_NAMES, METRICS, metricRow } from '../../src/indicators/metrics.js';
import { SCAN_INDICATORS } from '../../src/scanner/metrics-computer.js';
import { describe, expect, test } from '../support/jest.js';

interface ScanSchema {
  readonly definitions: {
    readonly market: {
      readonly properties: {
        readonly metrics: { readonly properties: object; readonly required: readonly string[] };
        readonly missingReasons: { readonly propertyNames: { readonly enum: readonly string[] } };
      };
    };
  };
}

describe('the table of metrics', () => {
  test('is what docs/metrics.md says (npm run judgement writes it)', () => {
    expect(readFileSync('docs/metrics.md', 'utf8')).toBe(metricDocs());
  });

  test('is what the schema of results says (npm run judgement writes it)', () => {
    const { definitions } = JSON.parse(readFileSync('schemas/scan.schema.json', 'utf8')) as ScanSchema;
    const { metrics, missingReasons } = definitions.market.properties;
    expect(metrics.properties).toEqual(metricSchema());
    expect(metrics.required).toEqual(METRIC_NAMES);
    expect(missingReasons.propertyNames.enum).toEqual(METRIC_NAMES);
  });

  test('names outputs of the indicators that a scan computes', () => {
    const outputs = SCAN_INDICATORS.flatMap(({ id }) => findIndicator(id).outputs.map(({ name }) => name));
    for (const name of KERNEL_METRICS) expect(outputs).toContain(name);
  });

  test('makes metrics of metrics only', () => {
    for (const name of METRIC_NAMES) {
      for (const part of metricRow(name).madeOf ?? []) expect(Object.keys(METRICS)).toContain(part);
    }
  });
});
