import { extname } from 'node:path';
import type { Command } from 'commander';
import { Option } from 'commander';
import { SquallError } from '../util/squall-error.js';
import { exampleText } from './examples.js';
import { groupOf } from './help-groups.js';
import { writeStdout } from './output.js';
import type { SettingName } from './settings.js';
import { addSettings, resolveSettings } from './settings.js';
import { configOf, describeSettings } from './show-settings.js';
import { jsonText } from './format/scan-formats.js';
import type { VerbOptions } from './verb-options.js';

/** @param argument  the first; all of them are in `given` */
type Action = (options: VerbOptions, argument: string, given: readonly string[]) => Promise<void>;

/** A verb over market data. */
export function verb(
  program: Command,
  nameAndArguments: string,
  description: string,
  formats: readonly string[],
  settings: readonly SettingName[],
  example: string,
  action: Action,
): Command {
  const command = program
    .command(nameAndArguments)
    .addOption(
      grouped('--simulate', 'the built-in simulated market (the default without another source)', 'simulate'),
    )
    .addOption(
      grouped(
        '--candles <files...>',
        'candle files: CSV, JSON, Parquet or Feather, plain, gz or zip; folders, patterns, - for stdin',
        'candles',
      ),
    );
  addSettings(command, settings);
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
  return command
    .description(description)
    .addOption(grouped('--format <format>', 'how to print', 'format').choices([...formats]))
    .addOption(grouped('--json', 'the same as --format json', 'json'))
    .addOption(
      grouped(
        '-o, --output <file>',
        'write to a file, - for stdout; without --format its ending decides',
        'output',
      ),
    )
    .addHelpText('after', () => exampleText(fullName(command), example))
    .exitOverride()
    .action(async (...given: unknown[]) => {
      const texts = given.flat().filter((value) => typeof value === 'string');
      const flags = flagsOf(command);
      const taken = new Set(command.options.map((option) => option.attributeName()));
      const resolved = resolveSettings(flags, process.env, taken);
      if (flags.printConfig === true) {
        const isJson = formatOf(flags, formats, false) === 'json';
        await writeStdout(isJson ? jsonText(configOf(resolved, taken)) : describeSettings(resolved, taken));
        return;
      }
      await action(
        {
          source: flags,
          settings: resolved.values,
          profile: resolved.profile,
          format: formatOf(flags, formats, !OUTPUT_IS_NO_RESULT.has(command.name())),
          output: flags.output as string | undefined,
          flags,
        },
        texts[0] ?? '',
        texts,
      );
    });
}

/** `presets show`, without the name of the program. */
function fullName(command: Command): string {
  const { parent } = command;
  return parent?.parent ? `${fullName(parent)} ${command.name()}` : command.name();
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

/** Verbs that put something else than what they print into the file, or nothing. */
const OUTPUT_IS_NO_RESULT: ReadonlySet<string> = new Set(['record', 'export']);

function flagsOf(command: Command): Record<string, unknown> {
  const { output, ...flags } = command.opts<Record<string, unknown>>();
  return output === undefined || output === '-' ? flags : { ...flags, output };
}

/** @throws {SquallError} USAGE: two formats, or a file whose ending names none of this verb. */
function formatOf(flags: Record<string, unknown>, formats: readonly string[], byEnding: boolean): string {
  const { format, json, output } = flags;
  if (json === true && typeof format === 'string' && format !== 'json') {
    throw new SquallError('USAGE', `Expected one format, got both --json and --format ${format}`);
  }
  if (typeof format === 'string') return format;
  if (json === true) return formats.includes('json') ? 'json' : 'ndjson';
  const ending = typeof output === 'string' ? endingOf(output) : '';
  if (ending === '' || !byEnding) return formats[0];
  const named = Object.hasOwn(FORMAT_OF_ENDING, ending) ? FORMAT_OF_ENDING[ending] : '';
  if (formats.includes(named)) return named;
  const known = Object.keys(FORMAT_OF_ENDING).filter((name) => formats.includes(FORMAT_OF_ENDING[name]));
  throw new SquallError(
    'USAGE',
    `Expected \`-o\` to end in ${known.map((name) => `.${name}`).join(', ')}, or --format with it, got ${JSON.stringify(output)}`,
  );
}

/**
 * `json` of `out/scan.JSON`; empty where a name has none, or that of recordings: the writer checks whether it is one.
 */
function endingOf(file: string): string {
  const ending = extname(file).slice(1).toLowerCase();
  return ending === 'squall' ? '' : ending;
}
