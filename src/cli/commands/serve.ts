import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer } from '../../server/guarded-server.js';
import { recordingRoutes, servedRecordings } from '../../server/recording-routes.js';
import { fileReason } from '../../util/file-error.js';
import { SquallError } from '../../util/squall-error.js';
import { notesOnStderr } from '../notes.js';
import { jsonText } from '../format/scan-formats.js';
import { writeStdout } from '../output.js';
import { drainOnSignals } from '../signals.js';
import type { VerbOptions } from '../verb-options.js';
import type { PageAddress } from '../page-address.js';
import { openToOthers, pageAddress, withToken } from '../page-address.js';
import { pageRoutes } from '../page-files.js';
import { watchVerb } from './watch.js';

/**
 * `squall serve [FILE…]`: the page on this machine, until stopped. Without a file it shows the simulated market;
 * with --exchange it follows a recording that is being written.
 */
export async function serveVerb(options: VerbOptions, files: readonly string[]): Promise<void> {
  const { settings, flags, format } = options;
  const isLive = settings.exchange !== undefined;
  if (isLive && files.length > 0) {
    throw new SquallError('USAGE', 'Expected recordings or --exchange, got both');
  }
  const address = pageAddress(flags);
  const folder = isLive ? mkdtempSync(join(tmpdir(), 'squall-live-')) : null;
  const paths = folder === null ? files : [join(folder, `${settings.exchange}.squall`)];
  if (folder === null) for (const path of paths) requireFile(path);
  const served = servedRecordings(paths);
  const notify = notesOnStderr(settings);
  const server = await startServer({
    ...address,
    routes: [...pageRoutes(), ...recordingRoutes(served)],
    onError: (error) => notify((error as Error).message),
  });
  if (address.token !== undefined) notify(openToOthers(address.host));
  const origin = `http://${address.shownHost}:${server.port}`;
  const links = served.map(({ id, path }) => ({ url: `${origin}/?recording=${id}`, path }));
  const url = links[0]?.url ?? `${origin}/`;
  const ending = drainOnSignals();
  const isText = format !== 'json';
  await writeStdout(
    isText ? greeting(url, links, address) : jsonText({ schemaVersion: 1, url, recordings: served }),
  );
  if (flags.open === true) openInBrowser(withToken(url, address));
  try {
    if (folder !== null) {
      const watched = { ...options, format: 'none' };
      await watchVerb({ ...watched, settings: { ...settings, record: paths[0] } }, ending);
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

/** The printed description, without the token: the user who opens a server to others has set it. */
function greeting(
  url: string,
  links: readonly { readonly url: string; readonly path: string }[],
  { token }: PageAddress,
): string {
  const others = links.length > 1 ? links.map((link) => `  ${link.url}  ${link.path}`) : [];
  const signIn =
    token === undefined
      ? []
      : ['A browser without a session: open it once with ?token=TOKEN, the token given.'];
  return [`Squall at ${url}`, ...others, ...signIn, 'Ctrl-C stops it.', ''].join('\n');
}

function requireFile(path: string): void {
  let reason = 'it is not a file';
  try {
    const found = statSync(path);
    if (found.isFile()) return;
    if (found.isDirectory()) reason = 'it is a folder';
  } catch (error) {
    reason = fileReason(error);
  }
  throw new SquallError('NO_INPUT', `Cannot read the recording ${path}: ${reason}`);
}

/** Without such a program, the printed address has to do. */
function openInBrowser(url: string): void {
  const [program, ...args] =
    process.platform === 'darwin'
      ? ['open', url]
      : process.platform === 'win32'
        ? ['cmd', '/c', 'start', '', url.replaceAll('&', '^&')]
        : ['xdg-open', url];
  const child = spawn(program, args, { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}
