import type { Command, CommanderError } from 'commander';
import { nameSuggestion } from '../util/did-you-mean.js';
import { shownValue } from '../util/plain-text.js';
import { SquallError } from '../util/squall-error.js';
import { fullName } from './full-name.js';

/** What commander says, and how the rest of the command line would say it. */
const SENTENCES: readonly (readonly [pattern: RegExp, say: (match: readonly string[]) => string])[] = [
  [/^(.*)\n\(Did you mean (?:one of )?([^)?]*)\?\)$/, ([, what, near]) => `${what}; did you mean "${near}"?`],
  [
    /^option '(?:-\w, )?(--[\w-]+) (.*)' argument missing$/,
    ([, flag, value]) => `${flag}: expected ${value}, got none`,
  ],
  [
    /^option '(?:-\w, )?(--[\w-]+).*' argument '(.*)' is invalid\. Allowed choices are (.*)\.$/s,
    ([, flag, value, choices]) => choiceSentence(flag, value, choices),
  ],
  [
    /^command-argument value '(.*)' is invalid for argument '(.*)'\. Allowed choices are (.*)\.$/s,
    ([, value, name, choices]) => choiceSentence(name, value, choices),
  ],
  [
    /^too many arguments for '(.*)'\. Expected (\d+) arguments? but got (\d+)\.$/,
    ([, verb, most, count]) =>
      `${verb} takes ${most === '0' ? 'no argument' : most === '1' ? 'one argument' : `${most} arguments`}, got ${count}`,
  ],
  [/^missing required argument '(.*)'$/, ([, name]) => `expected <${name}>, got none`],
];

/** One sentence, as the rest of the command line has it. */
export function usageSentence({ message }: Pick<CommanderError, 'message'>): string {
  const text = message.replace(/^error: /, '');
  for (const [pattern, say] of SENTENCES) {
    const match = pattern.exec(text);
    if (match) return say(match);
  }
  return text;
}

function choiceSentence(name: string, value: string, choices: string): string {
  return `${name}: expected one of ${choices}, got ${shownValue(value)}${nameSuggestion(value, choices.split(', '))}`;
}

/**
 * Commander shows the help of the program for `squall scn --help`, as if that were meant, and takes `monitor
 * snapshto` for an argument of the view.
 * @throws {SquallError} USAGE: a verb that there is not.
 */
export function refuseUnknownVerb(program: Command, args: readonly string[]): void {
  let command = program;
  for (const word of args) {
    if (word.startsWith('-') || command.commands.length === 0) return;
    if (word === 'help') continue;
    const next = command.commands.find((each) => each.name() === word);
    if (next === undefined) throw unknownVerb(command, word);
    command = next;
  }
}

function unknownVerb(command: Command, word: string): SquallError {
  const names = command.commands.map((each) => each.name());
  const all =
    command.parent === null
      ? 'squall --help lists all'
      : `squall ${fullName(command)} has ${names.join(', ')}`;
  const near = nameSuggestion(word, names) || `; ${all}`;
  return new SquallError('USAGE', `unknown command '${shownValue(word).slice(1, -1)}'${near}`);
}
