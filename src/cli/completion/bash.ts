import type { CompletedVerb } from './completed-verbs.js';
import { shellQuoted as quoted } from './completed-verbs.js';

export function bashScript(verbs: readonly CompletedVerb[]): string {
  const values = verbs.flatMap(({ verb, flags }) =>
    flags.flatMap(({ flag, values: list, isFile }) =>
      list === null
        ? []
        : [`    ${quoted(`${verb} ${flag}`)}) values=${quoted(list.join(' '))}; files=${isFile ? 1 : ''} ;;`],
    ),
  );
  const words = verbs.map(
    ({ verb, words: list, flags, isOfFiles }) =>
      `    ${quoted(verb)}) words=${quoted(list.map(({ word }) => word).join(' '))} flags=${quoted(flags.map(({ flag }) => flag).join(' '))} files=${isOfFiles ? 1 : ''} ;;`,
  );
  const nested = verbs.filter(({ verb }) => verb.includes(' ')).map(({ verb }) => quoted(verb));
  return `# Completion for squall (bash).
_squall() {
  local current="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}"
  local verb='' words='' flags='' values='-' files=''
  [ "$COMP_CWORD" -gt 1 ] && verb="\${COMP_WORDS[1]}"
  if [ "$COMP_CWORD" -gt 2 ]; then
    case "$verb \${COMP_WORDS[2]}" in
    ${nested.join('|')}) verb="$verb \${COMP_WORDS[2]}" ;;
    esac
  fi
  COMPREPLY=()
  case "$verb $before" in
${values.join('\n')}
  esac
  if [ "$values" != - ]; then
    COMPREPLY=($(compgen -W "$values" -- "$current"))
    [ -n "$files" ] && COMPREPLY+=($(compgen -f -- "$current"))
    return
  fi
  case "$verb" in
${words.join('\n')}
  esac
  if [[ "$current" != -* ]]; then
    COMPREPLY=($(compgen -W "$words" -- "$current"))
    [ -n "$files" ] && COMPREPLY+=($(compgen -f -- "$current"))
  fi
  if [ \${#COMPREPLY[@]} -eq 0 ]; then
    COMPREPLY=($(compgen -W "$flags" -- "$current"))
  fi
}
complete -o filenames -F _squall squall
`;
}
