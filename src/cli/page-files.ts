import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Route } from '../server/routes.js';
import { SquallError } from '../util/squall-error.js';

/** build/, relative to build/js/src/cli/. */
const BUILD = new URL('../../../', import.meta.url);

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
};

/** Every file of the page as its own route: a file not listed cannot be requested. */
export function pageRoutes(): Route[] {
  const index = fileRoute('/', 'web/index.html');
  const assets = names('web/assets').map((name) => fileRoute(`/assets/${name}`, `web/assets/${name}`));
  return [index, ...assets];
}

/**
 * The page as one file, with a placeholder for a recording; only its own scripts can run in it, and nothing
 * leaves it.
 */
export function singlePage(): string {
  const page = read('web-single/index.html').toString('utf8');
  return page.replace(
    HEAD,
    () => `${HEAD}<meta http-equiv="Content-Security-Policy" content="${policyOf(page)}" />`,
  );
}

const HEAD = '<head>';

function policyOf(page: string): string {
  const scripts = [...page.matchAll(/<script type="module">([^]*?)<\/script>/g)].map(
    ([, text]) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`,
  );
  return [
    "default-src 'none'",
    `script-src ${scripts.join(' ')} 'wasm-unsafe-eval' blob:`,
    'worker-src blob:',
    "style-src 'unsafe-inline'",
    'img-src data:',
    // The recording and the wasm are embedded in the page.
    'connect-src data: blob:',
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ');
}

function fileRoute(pattern: string, path: string): Route {
  const body = read(path);
  const type = TYPES[extname(path)] ?? 'application/octet-stream';
  return { method: 'GET', pattern, handler: () => ({ type, body }) };
}

function names(folder: string): string[] {
  try {
    return readdirSync(new URL(`${folder}/`, BUILD));
  } catch (error) {
    throw missing(folder, error);
  }
}

function read(path: string): Buffer {
  try {
    return readFileSync(new URL(path, BUILD));
  } catch (error) {
    throw missing(path, error);
  }
}

function missing(path: string, error: unknown): SquallError {
  const where = fileURLToPath(new URL(path, BUILD));
  const message = `Cannot read the page at ${where}: ${(error as Error).message}; run "npm run build"`;
  return new SquallError('CANNOT_START', message);
}
