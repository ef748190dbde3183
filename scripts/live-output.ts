// Commands of the README that query an exchange: run against the emulator, and shown as a user types them.
import type { DialectId } from '../src/emulator/dialects/index.js';

/** Documents with outputs of commands between markers. */
export const OUTPUT_FILES = ['README.md', 'docs/tutorial.md', 'docs/live.md'] as const;

/** Shown in place of the port that happened to be free. */
const SHOWN_ORIGIN = 'http://127.0.0.1:8080';

/** `plan --exchange binance --type swap` → the wire format that the emulator needs. */
export function dialectFor(command: string): DialectId {
  const [, exchange] = /--exchange (\S+)/.exec(command) ?? [];
  return exchange === 'binance' && command.includes('--type swap') ? 'binanceusdm' : (exchange as DialectId);
}

/** Arguments that let the command run against the emulator, with its own state folder. */
export function liveArguments(command: string, baseUrl: string, stateFolder: string): string[] {
  return [...command.split(' '), '--base-url', baseUrl, '--state-dir', stateFolder, '--pace-off'];
}

/** The command and its output as shown in the README. */
export function shownCommand(command: string): string {
  return `${command} --base-url ${SHOWN_ORIGIN} --pace-off`;
}

export function shownOutput(output: string, baseUrl: string): string {
  return output.replaceAll(baseUrl, SHOWN_ORIGIN).trimEnd();
}
