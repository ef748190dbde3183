import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '../support/jest.js';

const run = promisify(execFile);
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'squall-bytes-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const MARKET = ['--simulate', '--seed', '5', '--markets', '16', '--quiet'];
const VERBS: Readonly<Record<string, readonly string[]>> = {
  edge: ['--preset', 'default', '--preset', 'breakout-v1-relaxed', '--horizon', '1h,4h'],
  tune: ['--preset', 'default', '--vary', 'surgeLong.min=1..3', '--candidates', '12', '--horizon', '1h'],
};

/**
 * The output of a separate process with its own ledger: the JSON and, for `edge`, the HTML and SVG.
 */
async function bytesOf(verb: string, engine: string, name: string): Promise<Record<string, string>> {
  const place = join(folder, `${verb}-${engine}-${name}`);
  const html = join(place, 'report.html');
  const svg = join(place, 'report.svg');
  const pages = verb === 'edge' ? ['--html', html, '--svg', svg] : [];
  const options = [...VERBS[verb], ...MARKET, '--engine', engine, '--json', '--state-dir', place, ...pages];
  const { stdout } = await run(process.execPath, [resolve('bin/squall.js'), verb, ...options]);
  const files =
    pages.length === 0 ? {} : { html: readFileSync(html, 'utf8'), svg: readFileSync(svg, 'utf8') };
  return { json: stdout, ...files };
}

test.each(Object.keys(VERBS))(
  '%s: the same inputs and seed give the same bytes in one process or many at once, with any engine',
  async (verb) => {
    const alone = await bytesOf(verb, 'simd', 'alone');
    const many = Math.max(2, availableParallelism());
    const atOnce = await Promise.all([
      ...Array.from({ length: many }, (_, index) => bytesOf(verb, 'simd', `again ${index}`)),
      bytesOf(verb, 'scalar', 'other'),
      bytesOf(verb, 'js', 'other'),
    ]);
    expect(JSON.parse(alone.json)).toMatchObject({ schemaVersion: 1 });
    for (const bytes of atOnce) expect(bytes).toEqual(alone);
  },
  300_000,
);
