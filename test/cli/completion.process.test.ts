import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '../support/jest.js';
import { runCli } from '../support/run-cli.js';

const SHELLS = ['bash', 'zsh', 'fish'] as const;
const SYNTAX_ONLY = { bash: '-n', zsh: '-n', fish: '--no-execute' };
const scripts: Record<string, string> = {};
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'squall-completion-'));
  writeFileSync(join(folder, 'quiet-file.json'), '{}');
  for (const shell of SHELLS) {
    const { stdout, exitCode } = await runCli(['completion', shell]);
    expect(exitCode).toBe(0);
    scripts[shell] = join(folder, `completion.${shell}`);
    writeFileSync(scripts[shell], stdout);
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

const isInstalled = (program: string): boolean => spawnSync(program, ['--version']).error === undefined;

/** What bash offers behind these words, the last of them under the cursor. */
function bash(words: readonly string[]): string[] {
  const list = words.map((word) => `'${word}'`).join(' ');
  const code = `source ${scripts.bash}
COMP_WORDS=(squall ${list}); COMP_CWORD=${words.length}; _squall; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return lines(execFileSync('bash', ['--norc', '-c', code], { encoding: 'utf8', cwd: folder }));
}

function fish(words: readonly string[]): string[] {
  const code = `source ${scripts.fish}; complete -C ${JSON.stringify(['squall', ...words].join(' '))}`;
  const text = execFileSync('fish', ['--no-config', '-c', code], {
    encoding: 'utf8',
    cwd: folder,
    env: { ...process.env, HOME: folder },
  });
  return lines(text).map((line) => line.split('\t')[0]);
}

const lines = (text: string): string[] => text.trim().split('\n');

/** zsh completes only at a terminal: this types keys, and waits for output. */
async function zsh(words: readonly string[], wanted: string): Promise<string[]> {
  const typed = ['squall', ...words].join(' ');
  const child = spawn('script', ['-qec', 'zsh -f -i', '/dev/null'], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder, TERM: 'dumb', COLUMNS: '80' },
  });
  let screen = '';
  const until = async (text: string): Promise<void> => {
    while (!screen.includes(text)) await new Promise((done) => child.stdout.once('data', done));
    screen = screen.slice(screen.indexOf(text) + text.length);
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (screen += text));
  // Typed in two parts: the terminal echoes what is typed, and the answer must not be found in that.
  child.stdin.write(`PS1='>'; source ${scripts.zsh}; echo re''ady\n`);
  await until('ready\r\n');
  child.stdin.write(`${typed}\t\t`);
  await until(typed.slice(typed.lastIndexOf(' ') + 1));
  const last = words.at(-1)!;
  await until(wanted.startsWith(last) && last !== '' ? wanted.slice(last.length) : wanted);
  child.stdin.end('\u0003exit\n');
  await new Promise((done) => child.once('close', done));
  return [wanted];
}

const CASES: [words: string[], wanted: string][] = [
  [['sc'], 'scan'],
  [['comp'], 'completion'],
  [['completion', 'z'], 'zsh'],
  [['scan', '--exch'], '--exchange'],
  [['scan', '--exchange', 'krakenf'], 'krakenfutures'],
  [['scan', '--preset', 'breakout-v1-w'], 'breakout-v1-working'],
  [['presets', 'sh'], 'show'],
  [['presets', 'show', 'breakout-v1-w'], 'breakout-v1-working'],
  [['scan', '--format', 'pair'], 'pairlist'],
  [['scan', '--preset', 'quiet-f'], 'quiet-file.json'],
  [['scan', '--candles', 'quiet-f'], 'quiet-file.json'],
  [['replay', 'quiet-f'], 'quiet-file.json'],
  [['monitor', 'sn'], 'snapshot'],
  [['candles', 'export', '--sym'], '--symbols'],
];

describe('completion', () => {
  test.each(CASES)('in bash offers behind %j: %s', (words, wanted) => {
    expect(bash(words)).toContain(wanted);
  });

  test.each(CASES)('in fish, where it is installed, offers behind %j: %s', (words, wanted) => {
    if (isInstalled('fish')) expect(fish(words)).toContain(wanted);
  });

  test.each(CASES)(
    'in zsh, where it is installed, offers behind %j: %s',
    async (words, wanted) => {
      if (isInstalled('zsh') && isInstalled('script')) expect(await zsh(words, wanted)).toEqual([wanted]);
    },
    60_000,
  );

  test('offers a verb no option of another, and none that it rejects', () => {
    for (const offered of [bash, ...(isInstalled('fish') ? [fish] : [])]) {
      expect(offered(['emulate', '--'])).not.toContain('--preset');
      expect(offered(['watch', '--'])).not.toContain('--candles');
      expect(offered(['candles', 'export', '--'])).not.toContain('--html');
      expect(offered(['scan', '--format', 'q'])).toEqual(['']);
    }
  });
});

describe('the script', () => {
  test.each(SHELLS)('for %s is read by it, where it is installed', (shell) => {
    const { error, status, stderr } = spawnSync(shell, [SYNTAX_ONLY[shell], scripts[shell]], {
      encoding: 'utf8',
    });
    if (error === undefined) expect([status, stderr]).toEqual([0, '']);
  });

  test('for another shell is rejected', async () => {
    const { exitCode, stderr } = await runCli(['completion', 'tcsh']);
    expect([exitCode, stderr.split('\n').length]).toEqual([64, 2]);
  });
});
