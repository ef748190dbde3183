import type { Command, Option } from 'commander';
import fc from 'fast-check';
import { buildProgram } from '../../src/cli/program.js';
import { SETTINGS, variableOf, type SettingName } from '../../src/cli/settings.js';
import type { CommandLine } from './cli-process.js';
import { oddValue, valueOf } from './odd-values.js';

/** A verb as commander has it, with the words that call it. */
export interface Verb {
  readonly words: readonly string[];
  readonly command: Command;
}

/** Starts a program of the desktop. */
const LEFT_OUT = new Set(['--open']);
/** Would take as long as they say; a scan of few markets says as much. */
const SMALL: readonly (readonly [string, string])[] = [
  ['--markets', '5'],
  ['--bars', '60'],
  ['--once', '1'],
  ['--candidates', '3'],
];

/** All verbs, those below others too. */
export function allVerbs(command: Command = buildProgram(), words: readonly string[] = []): Verb[] {
  const own = command.commands.length === 0 ? [{ words, command }] : [];
  return [...own, ...command.commands.flatMap((sub) => allVerbs(sub, [...words, sub.name()]))];
}

function optionWords(option: Option): fc.Arbitrary<string[]> {
  const name = option.long ?? option.short!;
  if (!option.required && !option.optional) return fc.constant([name]);
  const value = option.argChoices
    ? fc.oneof(fc.constantFrom(...option.argChoices), oddValue)
    : valueOf(option.flags);
  return fc.oneof(
    { weight: 5, arbitrary: value.map((text) => [name, text]) },
    { weight: 1, arbitrary: value.map((text) => [`${name}=${text}`]) },
  );
}

/** Small unless a size is among them already. */
function keptSmall(command: Command, words: readonly string[]): string[] {
  const sizes = SMALL.filter(
    ([name]) =>
      command.options.some(({ long }) => long === name) && !words.some((word) => word.startsWith(name)),
  );
  return [...words, ...sizes.flat()];
}

/** Each verb with its options and arguments, as often as not with values that they take. */
export function commandLine({ words, command }: Verb): fc.Arbitrary<string[]> {
  const options = command.options.filter(({ long }) => !LEFT_OUT.has(long ?? ''));
  const flags =
    options.length === 0
      ? fc.constant<string[][]>([])
      : fc.array(fc.constantFrom(...options).chain(optionWords), { maxLength: 4 });
  const given = fc.tuple(
    ...command.registeredArguments.map((argument) => {
      const value = valueOf(`<${argument.name()}>`);
      return argument.variadic || !argument.required
        ? fc.array(value, { maxLength: 2 })
        : fc.array(value, { minLength: argument.required ? 1 : 0, maxLength: 1 });
    }),
  );
  return fc
    .tuple(given, flags)
    .map(([texts, chosen]) => [...words, ...keptSmall(command, chosen.flat()), ...texts.flat()]);
}

const NAMES = Object.keys(SETTINGS) as SettingName[];

/** Some of the SQUALL_* variables; a variable holds no NUL. */
export const variables: fc.Arbitrary<CommandLine['env']> = fc
  .array(
    fc
      .constantFrom(...NAMES)
      .chain((name) => valueOf(SETTINGS[name].flags).map((value) => [variableOf(name), value])),
    { maxLength: 3 },
  )
  .map((pairs) => Object.fromEntries(pairs) as CommandLine['env']);
