// Runs the commands shown in the README and docs/ and puts their real output between the markers.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dialectFor, liveArguments, OUTPUT_FILES, shownCommand, shownOutput } from './live-output.js';

const BLOCK = /(<!-- (live )?output: (.+?) -->\n)[\s\S]*?(<!-- end -->)/g;

/** The output of one command at 100 columns. */
function outputOf(args: readonly string[]): string {
  return execFileSync(process.execPath, ['bin/squall.js', ...args], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, COLUMNS: '100' },
  }).trimEnd();
}

/** The same against an emulator in a separate process, with stopped time. */
async function liveOutputOf(command: string): Promise<string> {
  const emulator = spawn(
    process.execPath,
    ['bin/squall.js', 'emulate', '--dialect', dialectFor(command), '--speed', '0', '--json'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const stateFolder = mkdtempSync(join(tmpdir(), 'squall-readme-'));
  try {
    const [greeting] = (await once(emulator.stdout, 'data')) as [Buffer];
    const { baseUrl } = JSON.parse(greeting.toString()) as { baseUrl: string };
    return shownOutput(outputOf(liveArguments(command, baseUrl, stateFolder)), baseUrl);
  } finally {
    emulator.kill();
    rmSync(stateFolder, { recursive: true });
  }
}

for (const file of OUTPUT_FILES) {
  const text = readFileSync(file, 'utf8');
  let renewed = text;
  for (const [whole, start, isLive, command, end] of text.matchAll(BLOCK)) {
    const output = isLive ? await liveOutputOf(command) : outputOf(command.split(' '));
    const shown = isLive ? shownCommand(command) : command;
    renewed = renewed.replace(
      whole,
      () => `${start}\`\`\`\n$ npx squall ${shown}\n${output}\n\`\`\`\n${end}`,
    );
  }
  writeFileSync(file, renewed);
}
