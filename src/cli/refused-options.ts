import type { Command } from 'commander';
import { Option } from 'commander';
import { SquallError } from '../util/squall-error.js';

/**
 * Options that people look for in a verb that does not take them: not shown in the help, and answered with
 * the reason and an alternative.
 * @param flags  each takes a value
 * @param reason  the rest of a sentence: `which …`
 */
export function refuseOptions(command: Command, flags: readonly string[], reason: string): Command {
  for (const flag of flags) {
    const option = new Option(flag).hideHelp().argParser(() => {
      const name = option.short ?? option.long ?? flag;
      throw new SquallError('USAGE', `${name} cannot be combined with ${command.name()}, ${reason}`);
    });
    command.addOption(option);
  }
  return command;
}
