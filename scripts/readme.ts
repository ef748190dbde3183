// Runs the commands that the README shows and puts their real output between the markers.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

const BLOCK = /(<!-- output: (.+?) -->\n)[\s\S]*?(<!-- end -->)/g;

/** The output of one command at 100 columns, as a fenced block. */
function outputOf(command: string): string {
  const output = execFileSync(process.execPath, ['bin/squall.js', ...command.split(' ')], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, COLUMNS: '100' },
  });
  return `\`\`\`\n$ npx squall ${command}\n${output.trimEnd()}\n\`\`\`\n`;
}

const readme = readFileSync('README.md', 'utf8');
writeFileSync(
  'README.md',
  readme.replace(
    BLOCK,
    (_whole, start: string, command: string, end: string) => start + outputOf(command) + end,
  ),
);
