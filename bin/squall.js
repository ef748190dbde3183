#!/usr/bin/env node
// Entry of the command line. A checkout installed with --ignore-scripts has no build yet: make it once.
import { existsSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const main = new URL('../build/js/src/cli/main.js', import.meta.url);
const buildScript = fileURLToPath(new URL('../scripts/build.mjs', import.meta.url));

if (!existsSync(main) && existsSync(buildScript)) {
  const { status } = spawnSync(process.execPath, [buildScript], { stdio: ['ignore', 2, 2] });
  if (status !== 0) process.exit(71);
}
const { runCli } = await import(main.href).catch(tooSmall);
await runCli(process.argv.slice(2));

/** Before there is anything of ours that could tell it. */
function tooSmall(error) {
  if (!['EMFILE', 'ENFILE', 'ENOMEM'].includes(error.code)) throw error;
  process.stderr.write(`squall: This machine is too small: ${error.message}.\n`);
  process.exit(71);
}
