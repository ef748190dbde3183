import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '../support/jest.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'squall-hostile-'));
  execFileSync('mkfifo', [join(folder, 'fifo')]);
});
afterAll(() => rmSync(folder, { recursive: true }));

/**
 * A shell line in a separate folder; `squall` is ours. Whatever hangs is killed, and reported by its signal.
 */
function shell(line: string): { exitCode: number | null; stdout: string; stderr: string } {
  const script = `squall() { "${process.execPath}" "${resolve('bin/squall.js')}" "$@"; }; ${line}`;
  const { status, stdout, stderr } = spawnSync('bash', ['-c', script], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 60_000,
    killSignal: 'SIGKILL',
    env: { PATH: process.env.PATH, HOME: folder },
  });
  return { exitCode: status, stdout, stderr };
}

/** Opens a FIFO for writing as soon as it has a reader, or gives up on request. */
async function writerOf(fifo: string, isOver: () => boolean): Promise<number | null> {
  while (!isOver()) {
    try {
      return openSync(fifo, constants.O_WRONLY | constants.O_NONBLOCK);
    } catch {
      await sleep(20);
    }
  }
  return null;
}

const SCAN = 'squall scan --markets 20';

describe('a system error is one sentence and its documented code', () => {
  test.each([
    [`${SCAN} > /dev/full`, 74, 'Cannot write to stdout: the disk is full'],
    [`${SCAN} --json > /dev/full`, 74, 'Cannot write to stdout: the disk is full'],
    [`${SCAN} -o /dev/full`, 74, 'Cannot write /dev/full: the disk is full'],
    [`${SCAN} -o none/out`, 73, 'Cannot write none/out: no such file or folder'],
    ['squall markets --exchange binance --state-dir /proc/nope', 73, 'cannot create the folder /proc/nope'],
    ['squall markets --exchange binance --state-dir /dev/null/x', 73, 'cannot create the folder'],
    [`${SCAN} --config fifo`, 78, 'fifo: expected JSON'],
    [`${SCAN} --config /dev/zero`, 66, 'larger than the limit of 4 MiB'],
    [`${SCAN} --config .`, 66, 'it is a folder'],
    [`${SCAN} --preset /dev/zero`, 66, 'larger than the limit of 4 MiB'],
    ['squall emulate --dialect binance --scenario /dev/zero', 66, 'larger than the limit of 4 MiB'],
    ['squall emulate --dialect binance --ledger fifo', 73, 'fifo'],
    [`squall watch --simulate --markets 5 --once --record fifo`, 73, 'it is a fifo'],
    ['squall replay fifo', 66, 'Cannot read fifo: it is not a plain file'],
    ['squall verify fifo', 66, 'Cannot read fifo: it is not a plain file'],
    ['squall verify .', 66, 'Cannot read .: it is a folder'],
    ['squall verify /dev/zero', 66, 'Cannot read /dev/zero: it is not a plain file'],
    ['squall export fifo --html out.html', 66, 'Cannot read fifo: it is not a plain file'],
    ['squall scan --recording fifo', 66, 'Cannot read fifo: it is not a plain file'],
    ['squall serve fifo', 66, 'Cannot read the recording fifo'],
    ['squall monitor diff fifo fifo', 65, 'Expected a snapshot of squall monitor in fifo'],
    [`${SCAN} --new-since fifo`, 65, '--new-since: expected a file kept by an earlier run'],
    [`${SCAN} --new-since /dev/zero`, 66, 'larger than the limit of 256 MiB'],
    ['mkdir -p s; mkfifo s/store.json; squall scan --store s', 66, 's: expected a candle store'],
    [
      'mkdir -p t; mkfifo t/trials.jsonl; squall edge --quiet --simulate --markets 2 --state-dir t',
      66,
      'it is not a plain file',
    ],
    [
      'squall edge --quiet --simulate --markets 2 --state-dir /proc/nope',
      73,
      'cannot create the folder /proc/nope',
    ],
    [`ulimit -n 20; ${SCAN}`, 71, 'This machine is too small'],
    [`ulimit -v 1500000; ${SCAN}`, 71, 'This machine is too small'],
  ])('%s', (line, exitCode, sentence) => {
    const run = shell(line);
    expect({ ...run, stdout: '' }).toMatchObject({ exitCode, stderr: expect.stringContaining(sentence) });
    expect(run.stderr.trim().split('\n')).toHaveLength(1);
  });

  test.each([20, 30, 46, 60, 127])('every verb says the same where %i files may be open', (count) => {
    const verbs = [
      'doctor',
      'doctor --json',
      'scan --simulate --markets 5',
      'record --simulate -o x',
      'serve',
      'emulate',
    ];
    const sentence =
      `squall: This machine is too small: this process may open ${count} files (ulimit -n), ` +
      'at least 128 are needed.\n';
    for (const verb of verbs) {
      const run = shell(`ulimit -n ${count}; squall ${verb}`);
      expect({ verb, ...run }).toEqual({ verb, exitCode: 71, stdout: '', stderr: sentence });
    }
  });

  test('128 files are enough for the command that opens most', () => {
    for (const verb of ['doctor', 'watch --simulate --once 1 --markets 5 --metrics 127.0.0.1:0']) {
      expect(shell(`ulimit -n 128; squall ${verb}`)).toMatchObject({ exitCode: 0 });
    }
  });

  test('a reader of stderr that went away changes no exit code', () => {
    expect(shell(`${SCAN} --preset nope 2> >(exit 0)`).exitCode).toBe(64);
    expect(shell(`${SCAN} --preset nope 2> /dev/full`).exitCode).toBe(64);
    expect(shell(`${SCAN} --preset nope --json > >(exit 0)`).exitCode).toBe(64);
    expect(shell(`set -o pipefail; ${SCAN} --all | head -1`).exitCode).toBe(0);
  });

  test('doctor and scan say the same about a machine that is too small', () => {
    const scan = shell(`ulimit -v 1500000; ${SCAN}`);
    const doctor = shell('ulimit -v 1500000; squall doctor --json');
    expect([scan.exitCode, doctor.exitCode]).toEqual([71, 71]);
    const { checks } = JSON.parse(doctor.stdout) as { checks: { name: string; detail: string }[] };
    const reported = checks.find(({ name }) => name === 'wasm simd')?.detail;
    expect(scan.stderr).toBe(`squall: ${reported}\n`);
  });
});

/** KiB: from where a memory of WebAssembly does not fit to where two threads do, in whatever Node reserves for them. */
const ADDRESSES = [8_000_000, 11_500_000, 12_000_000, 12_500_000, 13_000_000, 14_000_000];

test.each(ADDRESSES)('with addresses for %p KiB doctor and scan end alike, and V8 ends neither', (kib) => {
  const runs = ['doctor', 'scan --markets 5', 'scan --markets 5 --workers 4'].map((line) =>
    shell(`ulimit -v ${kib}; squall ${line}`),
  );
  expect([0, 71]).toContain(runs[0].exitCode);
  expect(runs.map(({ exitCode }) => exitCode)).toEqual(runs.map(() => runs[0].exitCode));
  for (const { stdout, stderr } of runs) expect(stdout + stderr).not.toContain('Fatal');
});

describe('config files', () => {
  test.each([
    ['{"toString": 1}', 'unknown setting "toString"'],
    ['{"__proto__": 1}', 'unknown setting "__proto__"'],
    ['{"constructor": {}}', 'unknown setting "constructor"'],
    [`{"symbols": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`, 'nested more than 64 deep'],
    ['{"symbols": [["a"]]}', 'symbols: expected a text'],
    ['{"symbols": [null]}', 'symbols: expected a text'],
    ['{"bars": 1e400}', 'bars: expected a text, a number'],
    ['{"bars": {}}', 'bars: expected a text, a number'],
    ['[]', 'expected a JSON object'],
    ['null', 'expected a JSON object'],
    [`{"timeframe": "${'x'.repeat(10_000)}"}`, 'timeframe: expected'],
    [`{"${'y'.repeat(10_000)}": 1}`, 'unknown setting "yyy'],
  ])('%.60s', (text, sentence) => {
    writeFileSync(join(folder, 'config.json'), text);
    const { exitCode, stderr } = shell(`${SCAN} --config config.json`);
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 78, stderr: expect.stringContaining(sentence) });
    expect(stderr.length).toBeLessThan(1_000);
  });
});

describe('a signal', () => {
  test.each([
    [['scan', '--candles', 'fifo'], 143],
    [['history', '--candles', 'fifo'], 143],
    [['candles', 'import', 'fifo', '--store-dir', 'st', '--as', 'x'], 143],
  ] as const)('ends a wait for a FIFO without a writer: %j', async (args, code) => {
    const child = spawn(process.execPath, [resolve('bin/squall.js'), ...args], {
      cwd: folder,
      env: { PATH: process.env.PATH, HOME: folder },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const ended = new Promise((done) => child.once('close', (...how) => done(how)));
    let isOver = false;
    void ended.then(() => (isOver = true));
    const writer = await writerOf(join(folder, 'fifo'), () => isOver);
    child.kill('SIGTERM');
    expect({ how: await ended, stderr }).toEqual({ how: [code, null], stderr: '' });
    if (writer !== null) closeSync(writer);
  });

  test.each(['SIGHUP', 'SIGTERM', 'SIGINT'] as const)('%s restores the terminal', async (signal) => {
    // A separate terminal, created by `script`; the signal goes to squall alone.
    const line = `exec "${process.execPath}" "${resolve('bin/squall.js')}" watch --simulate --markets 5`;
    const terminal = spawn('script', ['-qec', `echo pid $$; ${line}`, '/dev/null'], {
      cwd: folder,
      env: { PATH: process.env.PATH, HOME: folder, TERM: 'xterm' },
    });
    let shown = '';
    await new Promise<void>((done, fail) => {
      terminal.once('error', fail).once('close', () => done());
      let isSent = false;
      terminal.stdout.setEncoding('utf8').on('data', (text: string) => {
        shown += text;
        if (isSent || !shown.includes('\u001b[?1049h')) return;
        isSent = true;
        process.kill(Number(/pid (\d+)/.exec(shown)?.[1]), signal);
      });
    });
    expect(shown.lastIndexOf('\u001b[?1049l')).toBeGreaterThan(shown.lastIndexOf('\u001b[?1049h'));
  });
});
