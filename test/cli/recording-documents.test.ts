import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, test } from '../support/jest.js';
import { runCli } from '../support/run-cli.js';

const SPAN = ['--from', '2025-03-11T15:25:00Z', '--to', '2025-03-11T15:30:00Z'];

let folder: string;
let day: string;
let recorded: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'squall-documents-'));
  day = join(folder, 'day.squall');
  const args = ['record', '--simulate', '--markets', '40', '-o', day, ...SPAN, '--json', '--quiet'];
  recorded = (await runCli(args)).stdout;
});
afterAll(() => rmSync(folder, { recursive: true }));

const schemaOf = (name: string) =>
  new Ajv({ allErrors: true, allowUnionTypes: true }).compile(
    JSON.parse(readFileSync(resolve(`schemas/${name}.schema.json`), 'utf8')) as object,
  );
const validators = { scan: schemaOf('scan'), recording: schemaOf('recording') };

function expectValid(schema: keyof typeof validators, text: string): Record<string, unknown> {
  const document = JSON.parse(text) as Record<string, unknown>;
  const validate = validators[schema];
  expect({ valid: validate(document), errors: validate.errors }).toEqual({ valid: true, errors: null });
  return document;
}

describe('the shipped schema describes', () => {
  test('what record prints', () => {
    expect(expectValid('recording', recorded)).toEqual({
      schemaVersion: 1,
      recording: day,
      scans: 2,
      from: '2025-03-11T15:25:00.000Z',
      to: '2025-03-11T15:30:00.000Z',
    });
  });

  test('what replay prints: one scan, each on a line, or a comparison', async () => {
    const one = expectValid('scan', (await runCli(['replay', day, '--json'])).stdout);
    expect(one.recorded).toEqual({ resultSha256: one.resultSha256, isIdentical: true });
    const lines = (await runCli(['replay', day, '--step', '--json'])).stdout.trimEnd().split('\n');
    expect(lines.map((line) => expectValid('scan', line).asOf)).toEqual([
      '2025-03-11T15:25:00.000Z',
      '2025-03-11T15:30:00.000Z',
    ]);
    const compared = expectValid('recording', (await runCli(['replay', day, '--verify', '--json'])).stdout);
    expect(compared).toMatchObject({
      scans: 2,
      identical: 2,
      lost: 0,
      failed: 0,
      different: [],
      unreadable: [],
    });
  });

  test('what verify prints, of a damaged and of an unfinished recording too', async () => {
    const sound = expectValid('recording', (await runCli(['verify', day, '--json'])).stdout);
    expect(sound).toMatchObject({ recording: day, isSealed: true, damage: [], readableScans: 2 });
    const damaged = readFileSync(day);
    damaged[damaged.length >> 1] ^= 1;
    const other = join(folder, 'other.squall');
    writeFileSync(other, damaged);
    const found = expectValid('recording', (await runCli(['verify', other, '--json'])).stdout);
    expect(found.damage).not.toEqual([]);
    writeFileSync(other, damaged.subarray(0, damaged.length * 0.6));
    expectValid('recording', (await runCli(['verify', other, '--json'])).stdout);
  });

  test('what export prints', async () => {
    const files = (['parquet', 'arrow'] as const).flatMap((name) => [`--${name}`, join(folder, name)]);
    const { stdout } = await runCli(['export', day, ...files, '--table', 'scans', '--json', '--quiet']);
    const { exported } = expectValid('recording', stdout);
    expect(exported).toMatchObject([
      { format: 'parquet', table: 'scans', rows: 80 },
      { format: 'arrow', table: 'scans', rows: 80 },
    ]);
  });

  test('how each of them fails', async () => {
    const none = join(folder, 'none.squall');
    for (const args of [
      ['record', '--simulate'],
      ['replay', none],
      ['verify', none],
      ['export', none, '--arrow', 'x'],
      ['replay', day, '--step', '-o', 'x'],
    ]) {
      expect(expectValid('recording', (await runCli([...args, '--json'])).stdout).error).toBeDefined();
    }
  });
});
