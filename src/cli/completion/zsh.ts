import type { CompletedVerb } from './completed-verbs.js';
import { shellQuoted as quoted } from './completed-verbs.js';

/** `word:description`, as `_describe` reads it. */
function described(word: string, description: string): string {
  const text = description.replaceAll(':', '\\:');
  return quoted(text === '' ? word : `${word.replaceAll(':', '\\:')}:${text}`);
}

/** To be sourced, or placed in a folder of fpath as `_squall`. */
export function zshScript(verbs: readonly CompletedVerb[]): string {
  const values = verbs.flatMap(({ verb, flags }) =>
    flags.flatMap(({ flag, values: list, isFile }) => {
      if (list === null) return [];
      const offers = [
        ...(list.length > 0 ? [`compadd -- ${list.join(' ')}`] : []),
        ...(isFile ? ['_files'] : []),
      ];
      return [`    ${quoted(`${verb} ${flag}`)}) ${offers.join('; ')}; return ;;`];
    }),
  );
  const words = verbs.map(({ verb, words: list, flags, isOfFiles }) => {
    const offered = list.map(({ word, description }) => described(word, description)).join(' ');
    const options = flags.map(({ flag, description }) => described(flag, description)).join(' ');
    return `    ${quoted(verb)}) offered=(${offered}) flags=(${options}) files=${isOfFiles ? 1 : "''"} ;;`;
  });
  const nested = verbs.filter(({ verb }) => verb.includes(' ')).map(({ verb }) => quoted(verb));
  return `#compdef squall
# Completion for squall (zsh).
_squall() {
  local verb='' before="\${words[CURRENT-1]}" files=''
  local -a offered flags
  (( CURRENT > 2 )) && verb="\${words[2]}"
  if (( CURRENT > 3 )); then
    case "$verb \${words[3]}" in
    ${nested.join('|')}) verb="$verb \${words[3]}" ;;
    esac
  fi
  case "$verb $before" in
${values.join('\n')}
  esac
  case "$verb" in
${words.join('\n')}
  esac
  if [[ "\${words[CURRENT]}" != -* ]]; then
    local found=1
    (( \${#offered} )) && _describe -V squall offered && found=0
    [[ -n "$files" ]] && _files && found=0
    (( found == 0 )) && return
  fi
  _describe -o option flags
}
if [[ "\${funcstack[1]}" == _squall ]]; then
  _squall "$@"
else
  (( \${+functions[compdef]} )) || { autoload -U compinit && compinit -u }
  compdef _squall squall
fi
`;
}
