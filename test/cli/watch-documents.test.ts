import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { expect, test } from '../support/jest.js';
import { outageLine } from '../../src/cli/format/watch-view.js';
import { createOnEnter } from '../../src/cli/on-enter.js';
import { scan, simulate } from '../../src/index.js';
import { runCli } from '../support/run-cli.js';

const read = (name: string): object =>
  JSON.parse(readFileSync(`schemas/${name}.schema.json`, 'utf8')) as object;
const ajv = new Ajv({ allErrors: true, allowUnionTypes: true });
ajv.addSchema(read('scan'), 'scan.schema.json');
const validate = ajv.compile(read('watch'));

function valid(text: string): Record<string, unknown> {
  const document = JSON.parse(text) as Record<string, unknown>;
  expect({ valid: validate(document), errors: validate.errors }).toEqual({ valid: true, errors: null });
  return document;
}

test('the schema of watch describes a printed scan, which is one of scan plus changes', async () => {
  const { stdout } = await runCli(['watch', '--markets', '40', '--once', '--json']);
  const { type, missed, changes, ...document } = valid(stdout);
  expect([type, missed, changes]).toMatchObject(['scan', 0, { entered: [], left: [] }]);
  expect(ajv.validate('scan.schema.json', document)).toBe(true);
});

test('the schema of watch describes an outage', () => {
  const outage = { code: 'NET_DNS', message: 'nobody answers', attempt: 1, retryInMs: 2_000.4 };
  const stale = { asOfMs: 1_741_707_000_000, ageMs: 3.5, resultSha256: 'a'.repeat(64) };
  expect(valid(outageLine({ ...outage, stale: null })).stale).toBeNull();
  expect(valid(outageLine({ ...outage, stale })).type).toBe('outage');
});

test('the schema of watch describes the stdin of --on-enter, and rejects anything else', async () => {
  const [market] = (await scan(simulate({ marketCount: 20 }), { workers: 1 })).markets;
  const folder = mkdtempSync(join(tmpdir(), 'squall-enter-'));
  const file = join(folder, 'line.json');
  const code = `require('node:fs').writeFileSync(${JSON.stringify(file)}, require('node:fs').readFileSync(0))`;
  const onEnter = createOnEnter([process.execPath, '-e', code], (note) => {
    throw new Error(note);
  });
  const entering = { asOf: '2025-03-11T15:30:00.000Z', timeframe: '5m', preset: 'default', source: 'a test' };
  onEnter.run(entering, [market]);
  await onEnter.close(false);
  const line = readFileSync(file, 'utf8');
  rmSync(folder, { recursive: true });
  expect(valid(line)).toMatchObject({ type: 'enter', ...entering, market: { symbol: market.symbol } });
  for (const wrong of [{ asOf: 'now' }, { market: {} }, { more: 1 }, { type: 'left' }]) {
    expect(validate({ ...(JSON.parse(line) as object), ...wrong })).toBe(false);
  }
});

test('every field of the line of --on-enter is in docs/schemas.md', () => {
  const { definitions } = read('watch') as { definitions: { enter: { required: string[] } } };
  const docs = readFileSync('docs/schemas.md', 'utf8');
  for (const field of definitions.enter.required) expect(docs).toContain(`\`${field}\``);
});
