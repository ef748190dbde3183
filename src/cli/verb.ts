import { extname } from 'node:path';
import type { Command } from 'commander';
import { Option } from 'commander';
import { SquallError } from '../util/squall-error.js';
import { exampleText } from './examples.js';
import { fullName } from './full-name.js';
import { groupOf } from './help-groups.js';
import { writeStdout } from './output.js';
import { refuseOptions } from './refused-options.js';
import type { SettingName } from './settings.js';
import { addSettings, resolveSettings } from './settings.js';
import { configOf, describeSettings } from './show-settings.js';
import { jsonText } from './format/scan-formats.js';
import type { VerbOptions } from './verb-options.js';
import { whyNoOutput } from './verb-words.js';

/** @param argument  the first; `given` has all of them */
type Action = (options: VerbOptions, argument: string, given: readonly string[]) => Promise<void>;

/** A verb over market data. */
export function verb(...given: Parameters<typeof liveVerb>): Command {
  return liveVerb(...given).addOption(
    grouped(
      '--candles <files...>',
      'candle files: CSV, JSON, Parquet or Feather, plain, gz or zip; folders, patterns, - for stdin',
      'candles',
    ),
  );
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
  const command = program
    .command(nameAndArguments)
    .addOption(
      grouped('--simulate', 'the built-in simulated market (the default without another source)', 'simulate'),
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
  addOutput(command)
    .description(description)
    .addOption(
      grouped('--format <format>', `output format, ${formats[0]} by default`, 'format').choices([...formats]),
    )
    .addOption(grouped('--json', `the same as --format ${jsonFormatOf(formats)}`, 'json'));
  return command
    .addHelpText('after', () => exampleText(fullName(command), example))
    .exitOverride()
    .action(async (...given: unknown[]) => {
      const texts = given.flat().filter((value) => typeof value === 'string');
      const flags = flagsOf(command);
      const taken = takenBy(command);
      const resolved = resolveSettings(flags, process.env, new Set(taken.keys()));
      if (flags.printConfig === true) {
        const isJson = flags.json === true || formatOf(flags, formats, false) === 'json';
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

/** @throws {SquallError} USAGE: two formats, or a file whose ending names none of this verb's. */
function formatOf(flags: Record<string, unknown>, formats: readonly string[], byEnding: boolean): string {
  const { format, json, output } = flags;
  if (json === true && typeof format === 'string' && format !== 'json') {
    throw new SquallError('USAGE', `Expected one format, got both --json and --format ${format}`);
  }
  if (typeof format === 'string') return format;
  if (json === true) return jsonFormatOf(formats);
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
 * `json` of `out/scan.JSON`; empty if a name has no ending, or that of recordings: the writer checks whether
 * it is one.
 */
function endingOf(file: string): string {
  const ending = extname(file).slice(1).toLowerCase();
  return ending === 'squall' ? '' : ending;
}
