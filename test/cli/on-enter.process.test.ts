import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '../support/jest.js';
import { createOnEnter } from '../../src/cli/on-enter.js';
import { scan, simulate } from '../../src/index.js';
import { runCli } from '../support/run-cli.js';
import type { MarketResult } from '../../src/scanner/scan-result.js';

const ROOT = process.cwd();
const SCAN = { asOf: '2025-03-11T15:30:00.000Z', timeframe: '5m', preset: 'default', source: 'a test' };

let folder: string;
let market: MarketResult;
beforeAll(async () => {
  market = (await scan(simulate({ marketCount: 20 }), { workers: 1 })).markets[0];
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'squall-on-enter-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const named = (symbol: string): MarketResult => ({ ...market, symbol });

/** A program that is run with node, as the words of a command. */
function program(code: string): string[] {
  const file = join(folder, `program-${readdirSync(folder).length}.mjs`);
  writeFileSync(file, code);
  return [process.execPath, file];
}

/** Runs it for these markets, and waits for the end. @returns the notes reported */
async function reported(command: readonly string[], symbols: readonly string[]): Promise<string[]> {
  const notes: string[] = [];
  const onEnter = createOnEnter(command, (note) => notes.push(note));
  onEnter.run(SCAN, symbols.map(named));
  await onEnter.close(false);
  return notes;
}

describe('a command for each market that enters', () => {
  test('receives one line of JSON with the scan and the market', async () => {
    const out = join(folder, 'out.ndjson');
    const command = program(`import { appendFileSync, readFileSync } from 'node:fs';
      appendFileSync(${JSON.stringify(out)}, readFileSync(0, 'utf8'));`);
    expect(await reported(command, ['A/USDT', 'B/USDT'])).toEqual([]);
    const lines = readFileSync(out, 'utf8').trimEnd().split('\n');
    const documents = lines.map((line) => JSON.parse(line) as { market: MarketResult });
    expect(documents.map(({ market: { symbol } }) => symbol).sort()).toEqual(['A/USDT', 'B/USDT']);
    expect(documents[0]).toMatchObject({ type: 'enter', schemaVersion: 1, ...SCAN });
  });

  test.each([
    '$(touch hacked)/USDT',
    '`touch hacked`/USDT',
    '"; touch hacked; "/USDT',
    '--help',
    'A\nB/USDT',
    '../../etc/passwd',
  ])('never receives a symbol except as data: %j', async (symbol) => {
    const out = join(folder, 'argv.json');
    const command = program(`import { readFileSync, writeFileSync } from 'node:fs';
      const { market } = JSON.parse(readFileSync(0, 'utf8'));
      writeFileSync(${JSON.stringify(out)}, JSON.stringify([process.argv.slice(2), market.symbol]));`);
    process.chdir(folder);
    try {
      expect(await reported([...command, 'fixed argument'], [symbol])).toEqual([]);
    } finally {
      process.chdir(ROOT);
    }
    expect(JSON.parse(readFileSync(out, 'utf8'))).toEqual([['fixed argument'], symbol]);
    expect(existsSync(join(folder, 'hacked'))).toBe(false);
  });

  test.each([
    ['that does not exist', ['no-such-program'], /could not be run: no such file or folder/],
    ['that fails', inline('process.exitCode = 3'), /exited with 3$/],
    ['that says why', inline('console.error("no\\nway"); process.exitCode = 1'), /exited with 1: way$/],
    ['that is killed', inline('process.kill(process.pid, "SIGKILL")'), /was killed by SIGKILL$/],
  ] as const)('%s is reported, and nothing more happens', async (_, command, message) => {
    const notes = await reported(command, ['A/USDT']);
    expect(notes).toHaveLength(1);
    expect(notes[0]).toMatch(/^--on-enter for A\/USDT: /);
    expect(notes[0]).toMatch(message);
  });

  test('is run by watch for those that were not among the candidates of the scan before', async () => {
    const out = join(folder, 'entered.ndjson');
    const [node, file] = program(`import { appendFileSync, readFileSync } from 'node:fs';
      appendFileSync(process.argv[2], readFileSync(0, 'utf8'));`);
    const easy = ['--set', 'surgeLong.min=1', '--set', 'change1h.minPct=0', '--markets', '100'];
    const onEnter = ['--on-enter', `"${node}" '${file}' ${out}`];
    const { exitCode, stdout } = await runCli(['watch', '--once', '2', '--json', ...easy, ...onEnter]);
    expect(exitCode).toBe(0);
    const scans = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { asOf: string; changes: { entered: string[] } });
    const reported = scans.flatMap(({ asOf, changes }) => changes.entered.map((symbol) => [asOf, symbol]));
    const ran = readFileSync(out, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { asOf: string; market: MarketResult })
      .map(({ asOf, market: { symbol } }) => [asOf, symbol]);
    expect(reported.length).toBeGreaterThan(0);
    expect(ran.sort()).toEqual(reported.sort());
  });

  test('need not read its input', async () => {
    expect(await reported(inline('process.exit(0)'), ['A/USDT'])).toEqual([]);
  });

  test('runs at most four times at once', async () => {
    const marks = join(folder, 'marks');
    // Each waits until it has seen four running, or that no more will come.
    const command = program(`import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
      const [running, seen] = ['r', 's'].map((name) => ${JSON.stringify(marks)} + name);
      mkdirSync(running, { recursive: true });
      mkdirSync(seen, { recursive: true });
      const mine = running + '/' + process.pid;
      writeFileSync(mine, '');
      for (let looks = 0; looks < 40; looks++) {
        writeFileSync(seen + '/' + readdirSync(running).length, '');
        await new Promise((done) => setTimeout(done, 5));
      }
      rmSync(mine);`);
    expect(
      await reported(
        command,
        Array.from({ length: 9 }, (_, index) => `M${index}/USDT`),
      ),
    ).toEqual([]);
    const most = Math.max(...readdirSync(`${marks}s`).map(Number));
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(4);
    rmSync(`${marks}s`, { recursive: true });
    rmSync(`${marks}r`, { recursive: true });
  });

  test('is ended with the watch, and those that wait are not started', async () => {
    const out = join(folder, 'begun');
    const command = program(`import { appendFileSync } from 'node:fs';
      appendFileSync(${JSON.stringify(out)}, 'x');
      setInterval(() => undefined, 1000);`);
    const notes: string[] = [];
    const onEnter = createOnEnter(command, (note) => notes.push(note));
    onEnter.run(
      SCAN,
      Array.from({ length: 50 }, (_, index) => named(`M${index}/USDT`)),
    );
    await onEnter.close(true);
    const begun = existsSync(out) ? readFileSync(out, 'utf8').length : 0;
    expect(begun).toBeLessThanOrEqual(4);
    expect(notes).toEqual([]);
  });
});

function inline(code: string): string[] {
  return [process.execPath, '--input-type=module', '-e', code];
}
