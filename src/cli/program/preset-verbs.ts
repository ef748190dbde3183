import type { Command } from 'commander';
import type { VerbOptions } from '../verb-options.js';
import { plainVerb } from '../verb.js';

export function addPresets(program: Command): void {
  const presets = program
    .command('presets')
    .description('the presets: list, show NAME, validate FILE')
    .exitOverride();
  const { listPresetsVerb, showPresetVerb, validatePresetVerb } = {
    listPresetsVerb: async (options: VerbOptions) =>
      (await import('../commands/presets.js')).listPresetsVerb(options),
    showPresetVerb: async (options: VerbOptions, name: string) =>
      (await import('../commands/presets.js')).showPresetVerb(options, name),
    validatePresetVerb: async (options: VerbOptions, file: string) =>
      (await import('../commands/presets.js')).validatePresetVerb(options, file),
  };
  plainVerb(
    presets.command('list'),
    'all built-in presets',
    ['table', 'json'],
    'squall presets list',
    listPresetsVerb,
  );
  plainVerb(
    presets.command('show <name>'),
    'one preset as JSON, to start your own file from',
    ['json'],
    'squall presets show default',
    showPresetVerb,
  );
  plainVerb(
    presets.command('validate <file>'),
    'check a preset file',
    ['table', 'json'],
    'squall presets validate mine.json',
    validatePresetVerb,
  );
}
