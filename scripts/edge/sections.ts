import { readFileSync, writeFileSync } from 'node:fs';

/** Inserts a section, from its `## ` heading on, in place of the one with the same heading, or at the end. */
export function writeSection(file: string, heading: string, lines: readonly string[]): void {
  const sections = readFileSync(file, 'utf8').split(/^(?=## )/m);
  const text = `## ${heading}\n\n${lines.join('\n').trimEnd()}\n\n`;
  const index = sections.findIndex((section) => section.startsWith(`## ${heading}\n`));
  sections.splice(index === -1 ? sections.length : index, index === -1 ? 0 : 1, text);
  const joined = sections.map((section) => `${section.trimEnd()}\n`).join('\n');
  writeFileSync(file, joined);
}
