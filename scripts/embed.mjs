// Writes build/embedded/: what Squall needs besides its own modules, as modules. Every bundler takes those along, none
// has to find a file, and no page has to fetch one.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Writes one exported string and its declaration. */
function writeModule(name, constant, text) {
  const folder = join(root, 'build', 'embedded');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.js`), `export const ${constant} = ${JSON.stringify(text)};\n`);
  writeFileSync(join(folder, `${name}.d.ts`), `export declare const ${constant}: string;\n`);
}

export function embedWasm(target) {
  const wasm = readFileSync(join(root, `build/squall.${target}.wasm`));
  writeModule(target, 'BASE64', wasm.toString('base64'));
}

export function embedVersion() {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  writeModule('version', 'VERSION', version);
}

/** The file that threads run with all that it imports, as one script. */
export async function embedWorker() {
  const { build } = await import('vite');
  const [{ output }] = await build({
    root,
    configFile: false,
    logLevel: 'warn',
    build: {
      write: false,
      target: 'es2023',
      lib: { entry: join(root, 'src/kernels/pool/worker.ts'), formats: ['iife'], name: 'worker' },
    },
  });
  writeModule('worker', 'SCRIPT', output[0].code);
}
