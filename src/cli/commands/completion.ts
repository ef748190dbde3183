import type { Command } from 'commander';
import { bashScript } from '../completion/bash.js';
import { fishScript } from '../completion/fish.js';
import { completedVerbs } from '../completion/completed-verbs.js';
import { zshScript } from '../completion/zsh.js';
import { writeStdout } from '../output.js';

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript };

/** `squall completion SHELL`: the script contains everything, so completing never starts Node. */
export async function completionVerb(program: Command, shell: keyof typeof SCRIPTS): Promise<void> {
  await writeStdout(SCRIPTS[shell](completedVerbs(program)));
}
