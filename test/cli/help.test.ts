import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { describe, expect, test } from '../support/jest.js';
import { groupOf } from '../../src/cli/help-groups.js';
import { buildProgram } from '../../src/cli/program.js';
import { resolveSettings, SETTINGS } from '../../src/cli/settings.js';
import { runCli } from '../support/run-cli.js';
import { squallArguments } from '../docs/shell-lines.js';

function leaves(command: Command): Command[] {
  return command.commands.length === 0 ? [command] : command.commands.flatMap(leaves);
}

function pathOf(command: Command): string[] {
  return command.parent === null ? [] : [...pathOf(command.parent), command.name()];
}

function verbOf(args: readonly string[], of: Command): [Command, readonly string[]] {
  const next = of.commands.find((command) => command.name() === args[0]);
  if (next !== undefined) return verbOf(args.slice(1), next);
  return of.name() === 'monitor' ? [of.commands[0], args] : [of, args];
}

const verbs = leaves(buildProgram())
  .filter((command) => command.name() !== 'help')
  .map(pathOf);

const ORDER = ['Options:', 'Data source:', 'What is scanned:', 'When:', 'Output:', 'Speed and memory:'];

describe('help', () => {
  test.each(verbs.map((path) => [path.join(' '), path] as const))(
    'of %s has three examples that its options allow',
    async (name, path) => {
      const { stdout } = await runCli([...path, '--help']);
      const examples = [...stdout.matchAll(/^ {2}\$ (squall .+)$/gm)].map(([, line]) => line);
      expect(examples.length).toBe(3);
      for (const line of examples) {
        const [command, rest] = verbOf(squallArguments(line)!, buildProgram());
        expect(pathOf(command).join(' ')).toBe(name);
        const { operands, unknown } = command.parseOptions([...rest]);
        expect([line, unknown]).toEqual([line, []]);
        expect(operands.length).toBeGreaterThanOrEqual(
          command.registeredArguments.filter(({ required }) => required).length,
        );
        const { config: _, ...flags } = command.opts<Record<string, unknown>>();
        expect(() => resolveSettings(flags, {}, new Set())).not.toThrow();
      }
    },
  );

  test('has every setting in a group', () => {
    expect(Object.keys(SETTINGS).filter((name) => groupOf(name) === 'Options:')).toEqual([]);
  });

  test('of scan shows its groups', async () => {
    const { stdout } = await runCli(['scan', '--help']);
    const headings = [...stdout.matchAll(/^(\S.*):$/gm)].map(([, heading]) => heading);
    expect(headings).toEqual(
      expect.arrayContaining(['Data source', 'What is scanned', 'When', 'Speed and memory', 'Examples']),
    );
  });

  test.each(verbs.map((path) => [path.join(' '), path] as const))(
    'of %s begins with its own options, and ends with those of every verb',
    async (_, path) => {
      const { stdout } = await runCli([...path, '--help']);
      const headings = [...stdout.matchAll(/^(\S.*:)$/gm)].map(([, heading]) => heading);
      const options = headings.filter((heading) => !['Arguments:', 'Examples:'].includes(heading));
      expect(options.at(-1)).toBe('Settings and help:');
      expect(options.slice(1)).not.toContain('Options:');
      expect(options.slice(0, -1)).toEqual(ORDER.filter((heading) => options.includes(heading)));
    },
  );

  test.each(['', 'monitor', 'candles', 'presets'])('of "squall %s" fits into 80 columns', async (name) => {
    const { stdout } = await runCli([...name.split(' ').filter(Boolean), '--help'], { COLUMNS: '80' });
    const lines = stdout.split('\n').filter((line) => !line.startsWith('Documentation: '));
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
  });

  test('of the program has every verb below what it is for, and says what to do next', async () => {
    const { stdout } = await runCli(['--help']);
    expect(stdout).not.toContain('\nCommands:');
    expect(stdout).toMatch(/\nLook at markets:\n {2}scan [^]*\nExchanges:\n {2}exchanges /);
    expect(stdout).toMatch(/Next:\n {2}\$ squall scan /);
    const [, file] = /\nDocumentation: (.+)\n/.exec(stdout) ?? [];
    expect(readFileSync(file, 'utf8')).toMatch(/^# Documentation/);
  });
});
