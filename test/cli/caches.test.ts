import { describe, expect, test } from '../support/jest.js';
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { runCli } from '../support/run-cli.js';

interface ScanJson {
  readonly resultSha256: string;
  readonly counts: { readonly listed: number };
  readonly caches?: {
    readonly filters: { readonly misses: number };
    readonly scores: { readonly hits: number };
  };
}

const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(
  JSON.parse(readFileSync('schemas/scan.schema.json', 'utf8')) as object,
);

async function scanned(...flags: string[]): Promise<ScanJson> {
  const { stdout } = await runCli(['scan', '--json', '--quiet', ...flags]);
  const document = JSON.parse(stdout) as ScanJson;
  expect({ valid: validate(document), errors: validate.errors }).toEqual({ valid: true, errors: null });
  return document;
}

describe('the caches', () => {
  test('are off by default, report their counts when on, and change no result', async () => {
    const [off, on] = [await scanned(), await scanned('--cache', '--profile', 'high-frequency')];
    expect(off.caches).toBeUndefined();
    expect(on.caches?.filters.misses).toBe(on.counts.listed);
    expect(on.caches?.filters).toMatchObject({ entries: 200, ttlMs: 60_000, size: 200, hits: 0 });
    expect(on.caches?.scores).toMatchObject({ entries: 200, ttlMs: 300_000, expired: 0 });
    expect(on.resultSha256).toBe(off.resultSha256);
  });

  test('of half the size are reported with theirs', async () => {
    const { caches } = await scanned('--cache', '--cache-size', 'half');
    expect(caches?.filters).toMatchObject({ entries: 100, size: 100 });
  });

  test('are shown by the doctor', async () => {
    const { stdout } = await runCli(['doctor'], { COLUMNS: '200' });
    expect(stdout).toContain(
      'off unless --cache; indicators 1000 for 300 s, filters 200 for 60 s, scores 200 for 300 s',
    );
  });
});
