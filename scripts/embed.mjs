// Writes build/embedded/: Squall's non-module files as modules. Every bundler includes those, none has to
// find a file, and no page has to fetch one.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DECLARATION, javaScriptOf } from './javascript-engine.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

function writeModule(name, code, declaration) {
  const folder = join(root, 'build', 'embedded');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.js`), code);
  writeFileSync(join(folder, `${name}.d.ts`), declaration);
}

/** Writes one exported string and its declaration. */
function writeConstant(name, constant, text) {
  const code = `export const ${constant} = ${JSON.stringify(text)};\n`;
  writeModule(name, code, `export declare const ${constant}: string;\n`);
}

export function embedWasm(target) {
  const wasm = readFileSync(join(root, `build/squall.${target}.wasm`));
  writeConstant(target, 'BASE64', wasm.toString('base64'));
}

/** The JavaScript engine: a separate module, because few ever load it. */
export async function embedJavaScript() {
  writeModule('js', await javaScriptOf(join(root, 'build/squall.scalar.wasm')), DECLARATION);
}

export function embedVersion() {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  writeConstant('version', 'VERSION', version);
}

/** The file that threads run, with all of its imports, as one script. */
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
  writeConstant('worker', 'SCRIPT', output[0].code);
}
