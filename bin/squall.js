#!/usr/bin/env node
// Entry of the command line. A checkout has no build yet: make it once.
import { existsSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { nodeProblem, openFilesProblem } from './machine-problem.js';

const CANNOT_START = 71;
const main = new URL('../build/js/src/cli/main.js', import.meta.url);
const buildScript = fileURLToPath(new URL('../scripts/build.mjs', import.meta.url));

const problem = nodeProblem(process.version) || openFilesProblem();
if (problem !== null) {
  console.error(`squall: ${problem}`);
  process.exit(CANNOT_START);
}
if (!existsSync(main) && existsSync(buildScript)) {
  const { status } = spawnSync(process.execPath, [buildScript], { stdio: ['ignore', 2, 2] });
  if (status !== 0) process.exit(CANNOT_START);
  // What the command says of its time begins here.
  performance.mark('squall');
}
if (!existsSync(main)) {
  process.stderr.write(
    'squall: this package was installed without its build; install a tarball made by `npm pack`\n',
  );
  process.exit(CANNOT_START);
}
// Not awaited here: an old Node could not parse that, and would say so instead of what it is too old for.
void import(main.href).catch(tooSmall).then(({ runCli }) => runCli(process.argv.slice(2)));

/** Before there is anything of ours that could tell it. */
function tooSmall(error) {
  if (!['EMFILE', 'ENFILE', 'ENOMEM'].includes(error.code)) throw error;
  process.stderr.write(`squall: This machine is too small: ${error.message}.\n`);
  process.exit(CANNOT_START);
}
