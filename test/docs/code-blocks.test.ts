import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { describe, expect, test } from '../support/jest.js';
import { buildProgram } from '../../src/cli/program.js';
import { resolveSettings } from '../../src/cli/settings.js';
import type { CodeBlock } from './markdown.js';
import { codeBlocks, MARKDOWN_FILES } from './markdown.js';
import { commandLines, splitWords, squallArguments } from './shell-lines.js';

const blocks = MARKDOWN_FILES.flatMap(codeBlocks);
const placeOf = ({ file, line }: CodeBlock): string => `${file}:${line}`;
const named = (of: readonly CodeBlock[]): [string, CodeBlock][] => of.map((block) => [placeOf(block), block]);

/** Why a block may stay unrun, and a condition for each of its commands. Anything else is rejected. */
const REASONS: Readonly<Record<string, (args: readonly string[]) => boolean>> = {
  // Our own exchanges always follow --exchange; blocks that the emulator could serve are not marked.
  'a real exchange': (args) => args.includes('--exchange') && !args.includes('--base-url'),
  'a running squall watch --metrics': (args) => args.includes('--metrics') || args[0] === 'monitor',
  'an address of your own network': (args) => args[0] === 'serve' && args.includes('--host'),
};

/** The verb that arguments call, and the remaining arguments. */
function verbOf(args: readonly string[], of: Command = buildProgram()): [Command, readonly string[]] {
  const next = of.commands.find((command) => command.name() === args[0]);
  return next === undefined ? [of, args] : verbOf(args.slice(1), next);
}

/** What a crontab or a service would start. */
const startedLines = (code: string): string[] =>
  [...code.matchAll(/(?<=^ExecStart=\/usr\/bin\/env |^(?:\S+ ){5} ?)squall .+/gm)].map(([line]) => line);

const LINES_OF: Readonly<Record<string, (code: string) => string[]>> = {
  sh: commandLines,
  crontab: startedLines,
  ini: startedLines,
};

const commands = blocks.flatMap((block) =>
  (LINES_OF[block.language]?.(block.code) ?? []).map((line) => ({ place: placeOf(block), line })),
);

describe('code blocks of the README and of docs/', () => {
  test('state their language, or the command that printed them', () => {
    // TypeScript occurs only in CONTRIBUTING.md, whose recipes have a test of their own.
    const LANGUAGES = ['sh', 'js', 'json', 'text', 'python', 'crontab', 'ini', 'ts'];
    const unclear = blocks.filter(({ language, isOutput }) =>
      isOutput ? language !== '' : !LANGUAGES.includes(language),
    );
    expect(unclear.map(placeOf)).toEqual([]);
  });

  test('that are text hold nothing that a reader would type', () => {
    const texts = blocks.filter(({ language, isOutput }) => language === 'text' && !isOutput);
    expect(texts.filter(({ code }) => /^(\$ |npx |squall |npm |import )/m.test(code)).map(placeOf)).toEqual(
      [],
    );
  });

  test.each(named(blocks.filter(({ notRun }) => notRun !== null)))(
    'are skipped only for a valid reason: %s',
    (_, { notRun, code }) => {
      expect(Object.keys(REASONS)).toContain(notRun);
      const ours = commandLines(code)
        .map(squallArguments)
        .filter((args) => args !== null);
      expect(ours.filter((args) => !REASONS[notRun!](args)).map((args) => args.join(' '))).toEqual([]);
    },
  );

  test.each(commands.filter(({ line }) => squallArguments(line) !== null))(
    'use only existing options and values: $place $line',
    ({ line }) => {
      const [command, rest] = verbOf(squallArguments(line)!);
      // The program itself has nothing but --help and --version.
      const { operands, unknown } = command.parseOptions([...rest]);
      expect(unknown.filter((word) => !['--help', '--version'].includes(word))).toEqual([]);
      const required = command.registeredArguments.filter((argument) => argument.required).length;
      const most = command.registeredArguments.some(({ variadic }) => variadic)
        ? Infinity
        : command.registeredArguments.length;
      if (command.parent !== null && !rest.includes('--help')) {
        expect(operands.length).toBeGreaterThanOrEqual(required);
        expect(operands.length).toBeLessThanOrEqual(most);
      }
      const taken = new Set(command.options.map((option) => option.attributeName()));
      const { config: _, ...flags } = command.opts<Record<string, unknown>>();
      expect(() => resolveSettings(flags, {}, taken)).not.toThrow();
    },
  );

  test('start Squall where they are a crontab or a service', () => {
    const started = blocks.filter(({ language }) => ['crontab', 'ini'].includes(language));
    expect(started.length).toBeGreaterThan(1);
    expect(started.filter(({ code }) => startedLines(code).length === 0).map(placeOf)).toEqual([]);
  });

  test('call only scripts that package.json has', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: object };
    const called = commands.flatMap(({ line }) =>
      line.split('&&').flatMap((part) => {
        const [program, verb, name] = splitWords(part);
        if (program !== 'npm') return [];
        if (verb === 'run') return [name];
        return ['start', 'test'].includes(verb) ? [verb] : [];
      }),
    );
    expect(called.filter((name) => !(name in scripts))).toEqual([]);
  });

  test('call only programs that a reader of them has', () => {
    const PROGRAMS = [
      'npx squall npm git cd export curl duckdb python python3 node tar tail crontab source mkdir cp cat'.split(
        ' ',
      ),
    ].flat();
    expect(commands.filter(({ line }) => !PROGRAMS.includes(splitWords(line)[0]))).toEqual([]);
  });

  test.each(named(blocks.filter(({ language }) => language === 'json')))('are JSON: %s', (_, { code }) => {
    expect(() => code.split(/\n(?=\{)/).map((part) => JSON.parse(part) as unknown)).not.toThrow();
  });
});
