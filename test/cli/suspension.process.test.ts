import { spawn, spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { afterEach, expect, test } from '../support/jest.js';

const ALTERNATE_SCREEN = '\u001b[?1049h\u001b[?25l';
const OWN_SCREEN = '\u001b[?25h\u001b[?1049l';
const isInstalled = (program: string): boolean => spawnSync(program, ['--version']).error === undefined;

/** A shell with job control at a separate terminal. */
function openShell() {
  const child = spawn('script', ['-qec', 'bash --norc -i', '/dev/null'], {
    env: { PATH: process.env.PATH, TERM: 'xterm', PS1: '> ' },
  });
  let screen = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (screen += text));
  return {
    type: (text: string): boolean => child.stdin.write(text),
    /** Waits for a text, and returns what came before it. */
    until: async (text: string): Promise<string> => {
      while (!screen.includes(text)) await new Promise((done) => child.stdout.once('data', done));
      const at = screen.indexOf(text);
      const before = screen.slice(0, at);
      screen = screen.slice(at + text.length);
      return before;
    },
    end: (): boolean => child.kill('SIGKILL'),
  };
}

let open: { end(): boolean } | null = null;
afterEach(() => {
  open?.end();
});

test.each([
  ['watch', 'watch --markets 30', 'q quit'],
  ['monitor', 'monitor --pid $$', 'squall monitor: process'],
])(
  'Ctrl-Z restores the terminal, and fg redraws the view of %s',
  async (_, args, shown) => {
    if (!isInstalled('script') || !isInstalled('bash')) return;
    const shell = openShell();
    open = shell;
    shell.type(`${process.execPath} ${resolve('bin/squall.js')} ${args}\n`);
    await shell.until(ALTERNATE_SCREEN);
    await shell.until(shown);
    shell.type('\u001a');
    await shell.until(OWN_SCREEN);
    await shell.until('Stopped');
    shell.type('stty -a; echo do""ne\n');
    const modes = await shell.until('done');
    expect(modes).toMatch(/[^-]icanon\b/);
    expect(modes).toMatch(/[^-]echo\b/);
    expect(modes).not.toContain(ALTERNATE_SCREEN);
    shell.type('fg\n');
    await shell.until(ALTERNATE_SCREEN);
    await shell.until(shown);
    shell.type('\u0003');
    await shell.until(OWN_SCREEN);
    shell.type('stty -a; echo do""ne\n');
    expect(await shell.until('done')).toMatch(/[^-]icanon\b/);
  },
  60_000,
);
