import type { Command, Option } from 'commander';
import { DIALECTS } from '../../emulator/dialects/index.js';
import { exchangeIds } from '../../feeds/exchange/transport/exchange-ids.js';
import { listPresets } from '../../presets/index.js';
import { fullName } from '../full-name.js';
import { PROFILE_NAMES } from '../profiles.js';

export interface CompletedFlag {
  /** `--exchange` */
  readonly flag: string;
  readonly description: string;
  /** Possible values; empty = a file, or something only the user knows; null = takes no value. */
  readonly values: readonly string[] | null;
  /** The value may also be a file. */
  readonly isFile: boolean;
}

/** A verb with everything that can follow it. */
export interface CompletedVerb {
  /** `presets show`; empty = the program itself */
  readonly verb: string;
  readonly description: string;
  /** Verbs below it, or the possible values of its argument. */
  readonly words: readonly { readonly word: string; readonly description: string }[];
  readonly flags: readonly CompletedFlag[];
  /** The arguments are files. */
  readonly isOfFiles: boolean;
}

/** Values of options that commander does not know. */
function knownValues(): Record<string, readonly string[]> {
  return {
    '--preset': listPresets().map(({ name }) => name),
    '--exchange': exchangeIds(),
    '--profile': PROFILE_NAMES,
    '--dialect': DIALECTS,
    '--type': ['spot', 'swap'],
    '--engine': ['auto', 'simd', 'scalar', 'js'],
    '--color': ['auto', 'always', 'never'],
    '--on-missing': ['fail', 'skip'],
    '--batches': ['adaptive', 'predictive', 'fixed'],
    '--cache-size': ['full', 'half'],
    '--timeframe': ['1m', '3m', '5m', '15m', '30m', '1h', '4h', '1d'],
  };
}

/** The program and all verbs below it. */
export function completedVerbs(program: Command): CompletedVerb[] {
  const known = knownValues();
  const presets = listPresets().map(({ name, description }) => ({ word: name, description }));
  const ofCommand = (command: Command): CompletedVerb[] => {
    const verb = command.parent === null ? '' : fullName(command);
    const choices = command.registeredArguments[0]?.argChoices ?? [];
    const own: CompletedVerb = {
      verb,
      description: command.description(),
      words: [
        ...command.commands.map((sub) => ({ word: sub.name(), description: sub.description() })),
        ...choices.map((word) => ({ word, description: '' })),
        ...(verb === 'presets show' ? presets : []),
      ],
      flags: [
        ...command.options.filter(({ hidden }) => !hidden).map((option) => flagOf(option, known)),
        { flag: '--help', description: 'options and examples', values: null, isFile: false },
      ],
      isOfFiles: command.registeredArguments.some((argument) =>
        /^(files?|before|after)$/.test(argument.name()),
      ),
    };
    return [own, ...command.commands.flatMap(ofCommand)];
  };
  return ofCommand(program);
}

function flagOf(option: Option, known: Record<string, readonly string[]>): CompletedFlag {
  const flag = option.long ?? '';
  const { description } = option;
  if (!option.required && !option.optional) return { flag, description, values: null, isFile: false };
  const values = option.argChoices ?? known[flag] ?? [];
  return { flag, description, values, isFile: values.length === 0 || /file/.test(option.flags) };
}

/** In single quotes, as POSIX shells read it. */
export function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
