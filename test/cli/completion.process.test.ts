import { execFileSync, spawnSync } from 'node:child_process';
import { describe, expect, test } from '../support/jest.js';
import { runCli } from '../support/run-cli.js';

async function script(shell: string): Promise<string> {
  const { stdout, exitCode } = await runCli(['completion', shell]);
  expect(exitCode).toBe(0);
  return stdout;
}

/** What bash offers behind these words, the last of them under the cursor. */
async function offered(...words: string[]): Promise<string[]> {
  const list = words.map((word) => `'${word}'`).join(' ');
  const code = `${await script('bash')}
COMP_WORDS=(squall ${list}); COMP_CWORD=${words.length}; _squall; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return execFileSync('bash', ['-c', code], { encoding: 'utf8' }).trim().split('\n');
}

describe('completion in bash', () => {
  test.each([
    [['sc'], 'scan'],
    [['comp'], 'completion'],
    [['completion', 'z'], 'zsh'],
    [['scan', '--exch'], '--exchange'],
    [['scan', '--exchange', 'krakenf'], 'krakenfutures'],
    [['scan', '--preset', 'breakout-v'], 'breakout-v1'],
    [['presets', 'sh'], 'show'],
    [['presets', 'show', 'breakout-v'], 'breakout-v1'],
    [['scan', '--format', 'pair'], 'pairlist'],
    [['scan', '--preset', 'package.js'], 'package.json'],
    [['scan', '--candles', 'package.js'], 'package.json'],
    [['monitor', 'sn'], 'snapshot'],
  ])('offers behind %j: %s', async (words, wanted) => {
    expect(await offered(...words)).toContain(wanted);
  });

  test('offers a verb no option of another', async () => {
    expect(await offered('emulate', '--')).not.toContain('--preset');
  });
});

describe('the script', () => {
  test.each([
    ['bash', ['-n']],
    ['zsh', ['-n']],
    ['fish', ['--no-execute']],
  ])('for %s is read by it, where it is installed', async (shell, options) => {
    const text = await script(shell);
    expect(text).toContain('pairlist');
    const { error, status, stderr } = spawnSync(shell, options, { input: text, encoding: 'utf8' });
    if (error === undefined) expect([status, stderr]).toEqual([0, '']);
  });

  test('for another shell is refused', async () => {
    const { exitCode, stderr } = await runCli(['completion', 'tcsh']);
    expect([exitCode, stderr.split('\n').length]).toEqual([64, 2]);
  });
});
