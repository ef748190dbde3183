import { extname } from 'node:path';
import type { Command } from 'commander';
import { Option } from 'commander';
import { SquallError } from '../util/squall-error.js';
import { exampleText } from './examples.js';
import { fullName } from './full-name.js';
import { COMMON, groupOf } from './help-groups.js';
import { writeStdout } from './output.js';
import { refuseOptions } from './refused-options.js';
import type { ResolvedSettings, SettingName } from './settings.js';
import { addSettings, resolveSettings } from './settings.js';
import { configOf, describeSettings } from './show-settings.js';
import { jsonText, printCompactJson } from './format/scan-formats.js';
import type { VerbOptions } from './verb-options.js';
import { whyNoOutput } from './verb-words.js';

/** @param argument  the first; `given` has all of them */
type Action = (options: VerbOptions, argument: string, given: readonly string[]) => Promise<void>;

/** A verb over market data. */
export function verb(...given: Parameters<typeof liveVerb>): Command {
  return addSettings(liveVerb(...given), ['candles']);
}

/** A verb over live market data. */
export function liveVerb(
  program: Command,
  nameAndArguments: string,
  description: string,
  formats: readonly string[],
  settings: readonly SettingName[],
  example: string,
  action: Action,
): Command {
  const command = addSettings(program.command(nameAndArguments), ['simulate', ...settings]);
  return plainVerb(command, description, formats, example, action);
}

/** An option under the heading of its kind. */
function grouped(flags: string, description: string, name: string): Option {
  return new Option(flags, description).helpGroup(groupOf(name));
}

/** Any verb: formats, output, help, settings merged from all origins. */
export function plainVerb(
  command: Command,
  description: string,
  formats: readonly string[],
  example: string,
  action: Action,
): Command {
  addOutput(command)
    .description(description)
    .addOption(
      grouped('--format <format>', `how to print (default: ${formats[0]})`, 'format').choices([...formats]),
    )
    .addOption(grouped('--json', `the same as --format ${jsonFormatOf(formats)}`, 'json'));
  addSettings(command, formats.includes('json') ? ['compact', 'quiet'] : ['quiet']);
  return command
    .addOption(
      new Option(
        '--config <file>',
        'settings as JSON; win over SQUALL_* variables and over squall.json (docs/configuration.md)',
      ).helpGroup(COMMON),
    )
    .addOption(
      new Option(
        '--print-config',
        'show the effective settings with the origin of each, and exit; --json as a config file',
      ).helpGroup(COMMON),
    )
    .addHelpText('after', () => exampleText(fullName(command), example))
    .exitOverride()
    .action(async (...given: unknown[]) => {
      const texts = given.flat().filter((value) => typeof value === 'string');
      const flags = flagsOf(command);
      const taken = takenBy(command);
      refuseEmpty(command, flags, texts);
      const resolved = withFormatOf(formats, resolveSettings(flags, process.env, new Set(taken.keys())));
      const { values } = resolved;
      printCompactJson(values.compact === true);
      if (flags.printConfig === true) {
        const isJson = flags.json === true || flags.format === 'json';
        await writeStdout(isJson ? jsonText(configOf(resolved, taken)) : describeSettings(resolved, taken));
        return;
      }
      await action(
        {
          source: { candles: values.candles, simulate: values.simulate },
          settings: values,
          profile: resolved.profile,
          format: formatOf(flags, formats, !OUTPUT_IS_NO_RESULT.has(command.name()), values.format),
          output: flags.output as string | undefined,
          flags,
        },
        texts[0] ?? '',
        texts,
      );
    });
}

const OUTPUT = '-o, --output <file>';

function addOutput(command: Command): Command {
  const reason = whyNoOutput(fullName(command));
  if (reason !== null) return refuseOptions(command, [OUTPUT], reason);
  const isRecording = OUTPUT_IS_NO_RESULT.has(command.name());
  const words = isRecording
    ? 'the recording to write, or to resume'
    : 'write to a file, - for stdout; without --format the file name’s ending decides';
  return command.addOption(grouped(OUTPUT, words, 'output'));
}

/** Options of a verb by name, each with its meaning there. */
function takenBy(command: Command): ReadonlyMap<string, string> {
  const shown = command.options.filter(({ hidden }) => !hidden);
  return new Map(shown.map((option) => [option.attributeName(), option.description]));
}

const FORMAT_OF_ENDING: Readonly<Record<string, string>> = {
  txt: 'table',
  log: 'table',
  json: 'json',
  ndjson: 'ndjson',
  jsonl: 'ndjson',
  csv: 'csv',
  parquet: 'parquet',
  md: 'md',
};

/** Verbs whose output file differs from what they print. */
const OUTPUT_IS_NO_RESULT: ReadonlySet<string> = new Set(['record']);

function flagsOf(command: Command): Record<string, unknown> {
  const { output, ...flags } = command.opts<Record<string, unknown>>();
  return output === undefined || output === '-' ? flags : { ...flags, output };
}

/** A verb that runs on prints one document per line. */
function jsonFormatOf(formats: readonly string[]): string {
  return formats.includes('json') ? 'json' : 'ndjson';
}

/** Without a format that another verb has: one config file is for all. */
function withFormatOf(formats: readonly string[], resolved: ResolvedSettings): ResolvedSettings {
  const { format } = resolved.values;
  const own = format === 'json' ? jsonFormatOf(formats) : format;
  if (format === undefined || formats.includes(own!)) return resolved;
  const { format: _value, ...values } = resolved.values;
  const { format: _given, ...given } = resolved.given;
  const { format: _origin, ...origins } = resolved.origins;
  return { ...resolved, values, given, origins };
}

/** An unset variable of a shell is no name of a file. @throws {SquallError} USAGE */
function refuseEmpty(command: Command, flags: Record<string, unknown>, texts: readonly string[]): void {
  const isEmpty = (value: unknown): boolean => typeof value === 'string' && value.trim() === '';
  const empty = Object.keys(flags).find((name) => [flags[name]].flat().some(isEmpty));
  if (empty !== undefined) {
    const flag = `--${empty.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    throw new SquallError('USAGE', `${flag}: expected a value, got an empty text`);
  }
  const names = command.registeredArguments.map((argument) => argument.name());
  // An empty symbol has its own sentence.
  if (!texts.some(isEmpty) || /^symbol/.test(names[0])) return;
  throw new SquallError(
    'USAGE',
    `expected <${names[texts.findIndex(isEmpty)] ?? names.at(-1)}>, got an empty text`,
  );
}

/**
 * @param usual  what a config file or the environment names; weaker than the ending of a file
 * @throws {SquallError} USAGE: two formats, or a file whose ending names none of this verb.
 */
function formatOf(
  flags: Record<string, unknown>,
  formats: readonly string[],
  byEnding: boolean,
  usual: string | undefined,
): string {
  const { format, json, output } = flags;
  if (json === true && typeof format === 'string' && format !== 'json') {
    throw new SquallError('USAGE', `Expected one format, got both --json and --format ${format}`);
  }
  if (typeof format === 'string') return format;
  if (json === true) return jsonFormatOf(formats);
  const ending = typeof output === 'string' ? endingOf(output) : '';
  if (ending === '' || !byEnding) return usual === 'json' ? jsonFormatOf(formats) : (usual ?? formats[0]);
  const named = Object.hasOwn(FORMAT_OF_ENDING, ending) ? FORMAT_OF_ENDING[ending] : '';
  if (formats.includes(named)) return named;
  const known = Object.keys(FORMAT_OF_ENDING).filter((name) => formats.includes(FORMAT_OF_ENDING[name]));
  throw new SquallError(
    'USAGE',
    `Expected \`-o\` to end in ${known.map((name) => `.${name}`).join(', ')}, or --format with it, got ${JSON.stringify(output)}`,
  );
}

/**
 * `json` of `out/scan.JSON`; empty if a name has no ending, or that of recordings: the writer checks whether
 * it is one.
 */
function endingOf(file: string): string {
  const ending = extname(file).slice(1).toLowerCase();
  return ending === 'squall' ? '' : ending;
}
