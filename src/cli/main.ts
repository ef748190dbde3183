import { CommanderError } from 'commander';
import { EXIT } from '../util/error-codes.js';
import { SquallError } from '../util/squall-error.js';
import { jsonText } from './format/scan-formats.js';
import { buildProgram } from './program.js';
import { writeStdout } from './output.js';
import { errorDocument, SCHEMA_VERSION } from '../scanner/scan-document.js';

/** The process of one command line: how it ends on signals and when the reader of its output goes away. */
export async function runCli(args: readonly string[]): Promise<void> {
  endQuietlyOnClosedPipe();
  endOnSignals();
  await runCommand(args);
}

/** Runs one command line. Sets the exit code; every failure ends in one sentence on stderr. */
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
  const { message, exitCode } = failure;
  if (message !== '') process.stderr.write(`squall: ${message}\n`);
  if (wantsJson(args)) {
    const document = { schemaVersion: SCHEMA_VERSION, error: errorDocument(failure) };
    // What `watch` prints is a line a document.
    await writeStdout(args[0] === 'watch' ? `${JSON.stringify(document)}\n` : jsonText(document));
  }
  return exitCode;
}

/** What a failure means for the user; null for the ways in which --help and --version end. */
function describe(error: unknown): SquallError | null {
  if (error instanceof SquallError) return error;
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return null;
    // Without a verb commander has printed the help, and has nothing to add.
    const message = error.code === 'commander.help' ? '' : error.message.replace(/^error: /, '');
    return new SquallError('USAGE', message);
  }
  const detail = error instanceof Error ? error.message : String(error);
  const where = process.env.SQUALL_DEBUG && error instanceof Error ? `\n${error.stack}` : '';
  return new SquallError(
    'INTERNAL',
    `Internal error: ${detail} (set SQUALL_DEBUG=1 for where it came from, and please report it)${where}`,
  );
}

function wantsJson(args: readonly string[]): boolean {
  const format = args.indexOf('--format');
  return (
    args.includes('--json') || args.includes('--format=json') || (format >= 0 && args[format + 1] === 'json')
  );
}

/** `squall scan | head -1`: the reader has what it wanted. */
function endQuietlyOnClosedPipe(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(EXIT.ok);
      throw error;
    });
  }
}

/** Results are written whole or not at all, so that nothing has to be saved: end at once. */
function endOnSignals(): void {
  process.once('SIGINT', () => process.exit(EXIT.interrupted));
  process.once('SIGTERM', () => process.exit(EXIT.terminated));
}
