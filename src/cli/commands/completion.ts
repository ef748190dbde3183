import type { Command, Option } from 'commander';
import { DIALECTS } from '../../emulator/dialects/index.js';
import { exchangeIds } from '../../feeds/exchange/transport/exchange-ids.js';
import { listPresets } from '../../presets/index.js';
import { writeStdout } from '../output.js';
import { PROFILE_NAMES } from '../profiles.js';

/** A verb with everything that may follow it. */
interface VerbWords {
  /** `presets show` */
  readonly verb: string;
  readonly description: string;
  readonly words: readonly string[];
  /** Long flag → its values; none = a file, or whatever the user knows. */
  readonly values: Readonly<Record<string, readonly string[]>>;
}

/** `squall completion SHELL`: everything is in the script, so that completing starts no Node. */
export async function completionVerb(program: Command, shell: 'bash' | 'zsh' | 'fish'): Promise<void> {
  const verbs = wordsOf(program, []);
  await writeStdout(shell === 'fish' ? fishScript(verbs) : bashScript(verbs, shell));
}

/** Values of options that commander does not know. */
function knownValues(): Record<string, readonly string[]> {
  return {
    preset: listPresets().map(({ name }) => name),
    exchange: exchangeIds(),
    profile: PROFILE_NAMES,
    dialect: DIALECTS,
    type: ['spot', 'swap'],
    engine: ['auto', 'simd', 'scalar', 'js'],
    color: ['auto', 'always', 'never'],
    'on-missing': ['fail', 'skip'],
    batches: ['adaptive', 'predictive', 'fixed'],
    'cache-size': ['full', 'half'],
    timeframe: ['1m', '3m', '5m', '15m', '30m', '1h', '4h', '1d'],
  };
}

function wordsOf(command: Command, path: readonly string[]): VerbWords[] {
  const known = knownValues();
  const shown = command.options.filter(({ hidden }) => !hidden);
  const flags = shown.map(({ long }) => long).filter((long) => typeof long === 'string');
  const argument = command.registeredArguments[0]?.argChoices ?? [];
  const presets = path.join(' ') === 'presets show' ? known.preset : [];
  const valuesOf = ({ long, argChoices }: Option): readonly string[] =>
    argChoices ?? known[long?.slice(2) ?? ''] ?? [];
  const own: VerbWords = {
    verb: path.join(' '),
    description: command.description(),
    words: [...command.commands.map((sub) => sub.name()), ...argument, ...presets, ...flags, '--help'],
    values: Object.fromEntries(
      shown
        .filter((option) => option.required || option.optional)
        .map((option) => [option.long ?? '', valuesOf(option)]),
    ),
  };
  return [own, ...command.commands.flatMap((sub) => wordsOf(sub, [...path, sub.name()]))];
}

/** zsh reads the same by its bashcompinit. */
function bashScript(verbs: readonly VerbWords[], shell: 'bash' | 'zsh'): string {
  const groups = verbs.filter(({ words }) => words.length > 0);
  const valueCases = groups.flatMap(({ verb, values }) =>
    Object.entries(values).map(
      ([flag, list]) => `    '${verb} ${flag}') values='${list.join(' ')}'; files=1 ;;`,
    ),
  );
  const wordCases = groups.map(({ verb, words }) => `    '${verb}') words='${words.join(' ')}' ;;`);
  const nested = verbs.filter(({ verb }) => verb.includes(' ')).map(({ verb }) => `'${verb}'`);
  return `${shell === 'zsh' ? 'autoload -U +X compinit bashcompinit && compinit -u && bashcompinit\n' : ''}# Completion for squall (${shell}).
_squall() {
  local current="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}"
  local verb='' words='' values='' files=''
  [ "$COMP_CWORD" -gt 1 ] && verb="\${COMP_WORDS[1]}"
  if [ "$COMP_CWORD" -gt 2 ]; then
    case "$verb \${COMP_WORDS[2]}" in
    ${nested.join('|')}) verb="$verb \${COMP_WORDS[2]}" ;;
    esac
  fi
  case "$verb $before" in
${valueCases.join('\n')}
  esac
  if [ -n "$files" ]; then
    COMPREPLY=($(compgen -W "$values" -- "$current"))
    if [ -z "$values" ] || [[ "$before" == --preset && \${#COMPREPLY[@]} -eq 0 ]]; then
      COMPREPLY=($(compgen -f -- "$current"))
    fi
    return
  fi
  case "$verb" in
${wordCases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  [ \${#COMPREPLY[@]} -eq 0 ] && COMPREPLY=($(compgen -f -- "$current"))
}
complete -o filenames -F _squall squall
`;
}

function fishScript(verbs: readonly VerbWords[]): string {
  const lines = verbs.flatMap(({ verb, words, values }) => {
    const condition =
      verb === ''
        ? '__fish_use_subcommand'
        : verb
            .split(' ')
            .map((part) => `__fish_seen_subcommand_from ${part}`)
            .join('; and ');
    return words.map((word) => {
      const described = verbs.find((other) => other.verb === `${verb} ${word}`.trim())?.description;
      const start = `complete -c squall -n '${condition}'`;
      if (!word.startsWith('--'))
        return `${start} -f -a '${word}'${described ? ` -d ${quoted(described)}` : ''}`;
      const list = values[word];
      if (list === undefined) return `${start} -l ${word.slice(2)}`;
      return `${start} -l ${word.slice(2)} -r${list.length > 0 ? ` -a '${list.join(' ')}'` : ''}`;
    });
  });
  return `# Completion for squall (fish).\n${lines.join('\n')}\n`;
}

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
