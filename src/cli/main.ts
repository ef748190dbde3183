import { CommanderError } from 'commander';
import { EXIT } from '../util/error-codes.js';
import { jsonOf } from '../util/plain-text.js';
import { fileReason } from '../util/file-error.js';
import { SquallError } from '../util/squall-error.js';
import { jsonText } from './format/scan-formats.js';
import { buildProgram } from './program.js';
import { machineLimitOf } from './machine-limit.js';
import { CLEAR_LINE, writeStderr, writeStdout } from './output.js';
import { errorDocument, SCHEMA_VERSION } from '../scanner/scan-document.js';

/** The process of one command line: how it exits on signals and when the reader of its output goes away. */
export async function runCli(args: readonly string[]): Promise<void> {
  endOnClosedStreams();
  endOnUncaught(args);
  endOnSignals();
  await runCommand(args);
}

/** Runs one command line. Sets the exit code; every failure is reported in one sentence on stderr. */
export async function runCommand(args: readonly string[]): Promise<void> {
  try {
    await buildProgram().parseAsync(args, { from: 'user' });
  } catch (error) {
    process.exitCode = await report(error, args);
  }
}

async function report(error: unknown, args: readonly string[]): Promise<number> {
  const failure = describe(error);
  if (failure === null) return EXIT.ok;
  const { exitCode } = failure;
  const message = shortened(failure.message);
  // Before anything is written: the reader of stdout may close it, and then the process exits with this code.
  process.exitCode = exitCode;
  if (message !== '') writeStderr(message);
  if (wantsJson(args)) {
    const document = { schemaVersion: SCHEMA_VERSION, error: { ...errorDocument(failure), message } };
    // `watch` prints one document per line.
    await writeStdout(args[0] === 'watch' ? `${jsonOf(document)}\n` : jsonText(document));
  }
  return exitCode;
}

/**
 * A sentence that fits on a screen. Values are shortened where the message is made; this catches the rest.
 */
function shortened(message: string): string {
  const words = message.replace(/\S{300,}/gu, (word) => `${word.slice(0, 200)}…${word.slice(-50)}`);
  if (words.length <= MAX_SENTENCE) return words;
  return `${words.slice(0, (2 * MAX_SENTENCE) / 3)}…${words.slice(-MAX_SENTENCE / 3)}`;
}

const MAX_SENTENCE = 1500;

/** A failure as shown to the user; null for --help and --version. */
function describe(error: unknown): SquallError | null {
  if (error instanceof SquallError) return error;
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return null;
    // Without a verb, commander has printed the help already.
    const message = error.code === 'commander.help' ? '' : error.message.replace(/^error: /, '');
    return new SquallError('USAGE', message);
  }
  const limit = machineLimitOf(error);
  if (limit !== null) return limit;
  const detail = error instanceof Error ? error.message : String(error);
  const where = process.env.SQUALL_DEBUG && error instanceof Error ? `\n${error.stack}` : '';
  return new SquallError(
    'INTERNAL',
    `Internal error: ${detail} (set SQUALL_DEBUG=1 for a stack trace, and please report it)${where}`,
  );
}

function wantsJson(args: readonly string[]): boolean {
  const format = args.indexOf('--format');
  return (
    args.includes('--json') || args.includes('--format=json') || (format >= 0 && args[format + 1] === 'json')
  );
}

/**
 * `squall scan | head -1`: the reader is done, and the process exits as it would have. If the reader of
 * stderr goes away, notes are lost and nothing else changes.
 */
function endOnClosedStreams(): void {
  process.stderr.on('error', () => undefined);
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(process.exitCode ?? EXIT.ok);
    writeStderr(`Cannot write to stdout: ${fileReason(error)}`);
    process.exit(EXIT.io);
  });
}

/** Should never happen; if it does, it is reported like any other failure. */
function endOnUncaught(args: readonly string[]): void {
  process.on('uncaughtException', (error) => {
    void report(error, args).then((exitCode) => process.exit(exitCode));
  });
}

/** Results are written whole or not at all, so there is nothing to save: exit at once. */
function endOnSignals(): void {
  process.once('SIGHUP', () => process.exit(EXIT.hungUp));
  process.once('SIGINT', () => {
    // What was counting up stands on the line where the prompt comes next.
    if (process.stderr.isTTY) process.stderr.write(CLEAR_LINE);
    process.exit(EXIT.interrupted);
  });
  process.once('SIGTERM', () => process.exit(EXIT.terminated));
}
