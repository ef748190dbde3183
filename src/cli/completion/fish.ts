import type { CompletedVerb } from './completed-verbs.js';

/** In single quotes, fish knows two escapes. */
const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

export function fishScript(verbs: readonly CompletedVerb[]): string {
  const nested = verbs.filter(({ verb }) => verb.includes(' ')).map(({ verb }) => quoted(verb));
  const lines = verbs.flatMap(({ verb, words, flags, isOfFiles }) => {
    const start = `complete -c squall -n ${quoted(`__squall_verb_is ${quoted(verb)}`)}`;
    return [
      ...words.map(
        ({ word, description }) =>
          `${start} -f -a ${quoted(word)}${description === '' ? '' : ` -d ${quoted(description)}`}`,
      ),
      ...(words.length > 0 || isOfFiles ? [] : [`${start} -f`]),
      ...flags.map(({ flag, description, values, isFile }) => {
        const long = `${start} -l ${flag.slice(2)} -d ${quoted(description)}`;
        if (values === null) return long;
        const offers = values.length > 0 ? ` -a ${quoted(values.join(' '))}` : '';
        return `${long} -r${isFile ? 'F' : 'f'}${offers}`;
      }),
    ];
  });
  return `# Completion for squall (fish).
function __squall_verb_is
  set -l given (commandline -opc)
  set -l verb ''
  if test (count $given) -gt 1
    set verb $given[2]
    if test (count $given) -gt 2; and contains -- "$verb $given[3]" ${nested.join(' ')}
      set verb "$verb $given[3]"
    end
  end
  test "$verb" = "$argv[1]"
end
${lines.join('\n')}
`;
}
