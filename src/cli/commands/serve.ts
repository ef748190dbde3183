import { spawn } from 'node:child_process';
import { closeSync, existsSync, fstatSync, mkdtempSync, openSync, readSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { GuardedRequest, Reply, Route } from '../../server/routes.js';
import { jsonReply } from '../../server/routes.js';
import { startServer } from '../../server/guarded-server.js';
import { SquallError } from '../../util/squall-error.js';
import { notesOnStderr } from '../notes.js';
import { jsonText } from '../format/scan-formats.js';
import { writeStdout } from '../output.js';
import { flagValue } from '../flag-value.js';
import { parseWholeNumber } from '../parse.js';
import { drainOnSignals } from '../signals.js';
import type { VerbOptions } from '../verb-options.js';
import { pageRoutes } from '../page-files.js';
import { watchVerb } from './watch.js';

/** A recording under the id by which the page asks for it. */
interface Served {
  readonly id: string;
  readonly path: string;
}

/**
 * `squall serve [FILE…]`: the page on this machine, until it is told to stop. Without a file it shows the simulated market;
 * with --exchange it follows a recording that is being written.
 */
export async function serveVerb(options: VerbOptions, files: readonly string[]): Promise<void> {
  const { settings, flags, format } = options;
  const isLive = settings.exchange !== undefined;
  if (isLive && files.length > 0) {
    throw new SquallError('USAGE', 'Expected recordings or --exchange, got both');
  }
  const folder = isLive ? mkdtempSync(join(tmpdir(), 'squall-live-')) : null;
  const paths = folder === null ? files : [join(folder, `${settings.exchange}.squall`)];
  if (folder === null) for (const path of paths) requireFile(path);
  const served = paths.map((path, index) => ({ id: idOf(path, index), path }));
  const server = await startServer({
    host: '127.0.0.1',
    port: flagValue(flags, 'port', parseWholeNumber(0, 65_535)) ?? 0,
    routes: [...pageRoutes(), ...recordingRoutes(served)],
    onError: (error) => notesOnStderr(settings)((error as Error).message),
  });
  const url = served.length === 0 ? `${server.url}/` : `${server.url}/?recording=${served[0].id}`;
  const links = served.map(({ id, path }) => `  ${server.url}/?recording=${id}  ${path}`);
  const text = [`Squall at ${url}`, ...(links.length > 1 ? links : []), 'Ctrl-C stops it.', ''].join('\n');
  const ending = drainOnSignals();
  await writeStdout(format === 'json' ? jsonText({ schemaVersion: 1, url, recordings: served }) : text);
  if (flags.open === true) openInBrowser(url);
  try {
    if (folder !== null) {
      await watchVerb({
        ...options,
        output: undefined,
        format: 'none',
        settings: { ...settings, record: paths[0] },
      });
    } else await aborted(ending);
  } finally {
    await server.close();
    if (folder !== null) rmSync(folder, { recursive: true, force: true });
    process.exitCode = 0;
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((done) => signal.addEventListener('abort', () => done(), { once: true }));
}

function requireFile(path: string): void {
  if (!existsSync(path) || !statSync(path).isFile()) {
    throw new SquallError('NO_INPUT', `Cannot read the recording ${path}: there is no such file`);
  }
}

/** An id is no path: the name of the file as far as it can stand in a URL, and its number. */
function idOf(path: string, index: number): string {
  const name = basename(path, '.squall')
    .toLowerCase()
    .replace(/[^0-9a-z]+/g, '-');
  return `${name.replace(/^-+|-+$/g, '').slice(0, 40) || 'recording'}-${index + 1}`;
}

function recordingRoutes(served: readonly Served[]): Route[] {
  const byId = new Map(served.map(({ id, path }) => [id, path]));
  return [
    {
      method: 'GET',
      pattern: '/recordings',
      handler: () => jsonReply({ recordings: served.map(({ id, path }) => ({ id, name: basename(path) })) }),
    },
    {
      method: 'GET',
      pattern: '/recordings/:id',
      handler: (request) => {
        const path = byId.get(request.params.id);
        return path === undefined || !existsSync(path) ? notThere() : bytesReply(path, request);
      },
    },
  ];
}

function notThere(): Reply {
  return jsonReply({ error: { code: 'NOT_FOUND', message: 'There is no such recording.' } }, 404);
}

/** The file, or its end from an offset on: that is how a page follows one that grows. */
function bytesReply(path: string, { range }: GuardedRequest): Reply {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const from = range === null ? 0 : Number(/^bytes=(\d{1,15})-$/.exec(range)?.[1] ?? 0);
    const type = 'application/octet-stream';
    const headers = { 'Accept-Ranges': 'bytes' };
    if (from >= size && from > 0) {
      return { status: 416, type, headers: { ...headers, 'Content-Range': `bytes */${size}` }, body: '' };
    }
    const bytes = new Uint8Array(size - from);
    const read = readSync(file, bytes, 0, bytes.length, from);
    const body = bytes.subarray(0, read);
    if (from === 0) return { type, headers, body };
    const told = `bytes ${from}-${from + read - 1}/${size}`;
    return { status: 206, type, headers: { ...headers, 'Content-Range': told }, body };
  } finally {
    closeSync(file);
  }
}

/** Where there is no such program, the address that was printed has to do. */
function openInBrowser(url: string): void {
  const [program, ...args] =
    process.platform === 'darwin'
      ? ['open', url]
      : process.platform === 'win32'
        ? ['cmd', '/c', 'start', '', url]
        : ['xdg-open', url];
  const child = spawn(program, args, { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}
