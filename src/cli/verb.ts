import type { Command } from 'commander';
import { Option } from 'commander';
import { SquallError } from '../util/squall-error.js';
import { writeStdout } from './output.js';
import type { SettingName } from './settings.js';
import { addSettings, describeSettings, resolveSettings } from './settings.js';
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
    .option('--simulate', 'the embedded simulated market (the default without another source)')
    .option(
      '--candles <files...>',
      'candle files: CSV, JSON, Parquet or Feather, plain, gz or zip; folders, patterns, - for stdin',
    );
  addSettings(command, settings);
  return plainVerb(command, description, formats, example, action);
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
    .addOption(new Option('--format <format>', 'how to print').choices([...formats]))
    .option('--json', 'the same as --format json')
    .option('-o, --output <file>', 'write to a file; without --format its ending decides')
    .addHelpText('after', `\nExample:\n  $ ${example}`)
    .exitOverride()
    .action(async (...given: unknown[]) => {
      const texts = given.flat().filter((value) => typeof value === 'string');
      const flags = command.opts<Record<string, unknown>>();
      const taken = new Set(command.options.map((option) => option.attributeName()));
      const resolved = resolveSettings(flags, process.env, taken);
      if (flags.printConfig === true) {
        await writeStdout(describeSettings(resolved));
        return;
      }
      await action(
        {
          source: flags,
          settings: resolved.values,
          profile: resolved.profile,
          format: formatOf(flags, formats),
          output: flags.output as string | undefined,
          flags,
        },
        texts[0] ?? '',
        texts,
      );
    });
}

const FORMAT_OF_ENDING: Readonly<Record<string, string>> = {
  json: 'json',
  ndjson: 'ndjson',
  jsonl: 'ndjson',
  csv: 'csv',
  md: 'md',
};

function formatOf(flags: Record<string, unknown>, formats: readonly string[]): string {
  const { format, json, output } = flags;
  if (json === true && typeof format === 'string' && format !== 'json') {
    throw new SquallError('USAGE', `Expected one format, got both --json and --format ${format}`);
  }
  if (typeof format === 'string') return format;
  if (json === true) return formats.includes('json') ? 'json' : 'ndjson';
  const ending = typeof output === 'string' ? FORMAT_OF_ENDING[output.split('.').at(-1) ?? ''] : undefined;
  return ending !== undefined && formats.includes(ending) ? ending : formats[0];
}
