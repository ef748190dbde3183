import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import ts from 'typescript';
import { codeBlocks } from '../docs/markdown.js';
import { expect } from '../support/jest.js';

/** A code block of a recipe: a whole file, or a row of a table in one. */
interface Step {
  readonly file: string;
  /** null = the block is the whole file. */
  readonly table: string | null;
  readonly code: string;
}

/** The code of the recipe under a heading of CONTRIBUTING.md, each block named in the paragraph above it. */
export function recipe(heading: string): Step[] {
  const lines = readFileSync('CONTRIBUTING.md', 'utf8').split('\n');
  const first = lines.indexOf(`## ${heading}`) + 1;
  const end = lines.findIndex((line, index) => index >= first && line.startsWith('## '));
  return codeBlocks('CONTRIBUTING.md')
    .filter(({ line }) => line > first && line < end)
    .map(({ line, code }) => {
      const [, file, table] = /^`([^`]+)`(?:, in `(\w+)`)?$/.exec(lines[line - 4].trim()) ?? [];
      return { file, table: table ?? null, code: `${code}\n` };
    });
}

/** A copy of the package in which a recipe is followed: its files are written, its rows added, nothing else. */
export class RecipeCopy {
  readonly folder = mkdtempSync(join(tmpdir(), 'squall-recipe-'));

  constructor(names: readonly string[]) {
    for (const name of names) cpSync(name, this.at(name), { recursive: true });
    symlinkSync(resolve('node_modules'), this.at('node_modules'));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  at(path: string): string {
    return join(this.folder, path);
  }

  /** Sources are beside the declarations of the others, so that only they are checked and compiled. */
  sourceIn(file: string): string {
    return file.startsWith('src/') ? this.at(join('build/js', file)) : this.at(file);
  }

  write(file: string, text: string): void {
    mkdirSync(dirname(this.sourceIn(file)), { recursive: true });
    writeFileSync(this.sourceIn(file), text);
  }

  /**
   * Writes a source of ours with changes. @param edits  texts that occur in it once, and their replacements
   */
  edit(file: string, edits: readonly (readonly [before: string, after: string])[]): void {
    let text = readFileSync(file, 'utf8');
    for (const [before, after] of edits) {
      expect(text.split(before).length).toBe(2);
      text = text.replace(before, () => after);
    }
    if (file.startsWith('src/')) {
      for (const ending of ['.js', '.d.ts'])
        rmSync(this.sourceIn(file.replace(/\.ts$/, ending)), { force: true });
    }
    this.write(file, text);
  }

  /** Like the build: invalid TypeScript fails here. */
  compile(names: readonly string[]): void {
    const { config } = ts.readConfigFile('tsconfig.json', (path) => readFileSync(path, 'utf8')) as {
      config: { compilerOptions: object };
    };
    const { options } = ts.convertCompilerOptionsFromJson(
      {
        ...config.compilerOptions,
        incremental: false,
        tsBuildInfoFile: undefined,
        rootDir: undefined,
        outDir: undefined,
      },
      this.folder,
    );
    const program = ts.createProgram(
      names.map((name) => this.sourceIn(name)),
      options,
    );
    const { diagnostics } = program.emit();
    const found = [...ts.getPreEmitDiagnostics(program), ...diagnostics];
    expect(
      ts.formatDiagnostics(found, {
        getCanonicalFileName: (name) => name,
        getCurrentDirectory: () => this.folder,
        getNewLine: () => '\n',
      }),
    ).toBe('');
  }

  /** Runs a script of the copy. @returns its output. @throws {Error} it did not exit with 0. */
  run(script: string, ...args: readonly string[]): string {
    const { status, stdout, stderr } = spawnSync(process.execPath, [this.at(script), ...args], {
      cwd: this.folder,
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
    });
    if (status !== 0) throw new Error(`${script} ${args.join(' ')} ended with ${status}: ${stderr}${stdout}`);
    return stdout;
  }

  squall(...args: readonly string[]): string {
    return this.run('bin/squall.js', ...args);
  }
}
