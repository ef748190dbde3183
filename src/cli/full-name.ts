import type { Command } from 'commander';

/** `presets show`, without the name of the program. */
export function fullName(command: Command): string {
  const { parent } = command;
  return parent?.parent ? `${fullName(parent)} ${command.name()}` : command.name();
}
