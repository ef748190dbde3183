import type { Command } from 'commander';
import { Argument } from 'commander';
import { exampleText } from '../examples.js';

const SHELLS = ['bash', 'zsh', 'fish'] as const;

export function addCompletion(program: Command): void {
  program
    .command('completion')
    .description('a script that completes verbs, options, presets, exchanges and formats')
    .addArgument(new Argument('<shell>', 'for which shell').choices([...SHELLS]))
    .addHelpText(
      'after',
      exampleText('completion', 'squall completion bash > ~/.local/share/bash-completion/completions/squall'),
    )
    .exitOverride()
    .action(async (shell: (typeof SHELLS)[number]) => {
      const { completionVerb } = await import('../commands/completion.js');
      await completionVerb(program, shell);
    });
}
