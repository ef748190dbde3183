// npm run test:bundlers: the packed package, bundled by webpack, bun and Next.js, and run. Anything too large
// for everyone's node_modules is installed in test/bundlers.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const home = join(root, 'test', 'bundlers');
const packed = mkdtempSync(join(tmpdir(), 'squall-packed-'));

function run(command, args, cwd, env = {}) {
  const { status } = spawnSync(command, args, { cwd, stdio: 'inherit', env: { ...process.env, ...env } });
  if (status !== 0) throw new Error(`${command} ${args[0]} ended with ${status}`);
}

try {
  run('npm', ['ci', '--prefer-offline', '--no-audit', '--no-fund'], home);
  run('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', packed], root);
  const [tarball] = readdirSync(packed);
  const quiet = [
    '--no-save',
    '--no-package-lock',
    '--ignore-scripts',
    '--prefer-offline',
    '--no-audit',
    '--no-fund',
  ];
  run('npm', ['install', ...quiet, join(packed, tarball)], home);
  const jest = ['node_modules/jest/bin/jest.js', '--selectProjects', 'bundlers', '--runInBand'];
  run(process.execPath, jest, root, { SQUALL_TESTS: 'bundlers' });
} finally {
  rmSync(packed, { recursive: true, force: true });
}
