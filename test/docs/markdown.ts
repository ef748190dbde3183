import { readdirSync, readFileSync } from 'node:fs';

/** A fenced block of code of a Markdown file. */
export interface CodeBlock {
  readonly file: string;
  /** First line of its code, from 1. */
  readonly line: number;
  /** Text after the opening fence; '' = nothing. */
  readonly language: string;
  readonly code: string;
  /** Reason of a comment `<!-- not run: … -->` above it; null = it is run. */
  readonly notRun: string | null;
  /** A comment `<!-- output: … -->` above it says that it is the output of a command. */
  readonly isOutput: boolean;
}

export const MARKDOWN_FILES: readonly string[] = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync('docs')
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map((name) => `docs/${name}`),
];

export function readMarkdown(file: string): string {
  return readFileSync(file, 'utf8');
}

const FENCE = /^```(\S*)$/;

export function codeBlocks(file: string): CodeBlock[] {
  const lines = readMarkdown(file).split('\n');
  const blocks: CodeBlock[] = [];
  for (let index = 0; index < lines.length; index++) {
    const opening = FENCE.exec(lines[index]);
    if (opening === null) continue;
    const end = lines.indexOf('```', index + 1);
    const above = lines.slice(0, index).findLast((line) => line !== '') ?? '';
    blocks.push({
      file,
      line: index + 2,
      language: opening[1],
      code: lines.slice(index + 1, end).join('\n'),
      notRun: /^<!-- not run: (.+) -->$/.exec(above)?.[1] ?? null,
      isOutput: /^<!-- (live )?output: .+ -->$/.test(above),
    });
    index = end;
  }
  return blocks;
}

/** Markdown without its code: sentences, headings, tables and links. */
export function proseOf(text: string): string {
  return text.replace(/^```[\s\S]*?^```$/gm, '').replace(/`[^`\n]*`/g, '');
}
