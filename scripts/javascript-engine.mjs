// Creates the JavaScript engine from the scalar build: binaryen's wasm2js writes the same operations in the
// same order, so that all engines share one source.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transform } from 'esbuild';

const COMPILER = fileURLToPath(new URL('../node_modules/binaryen/bin/wasm2js', import.meta.url));

/** Features of the scalar build beyond the first version of WebAssembly. */
const FEATURES = ['threads', 'bulk-memory', 'nontrapping-float-to-int', 'mutable-globals', 'sign-ext'];

/**
 * Output of wasm2js, and its replacements: it assumes that it owns the memory and grows it by copying. Here
 * the code that grew it calls `refresh`.
 */
const CHANGES = [
  [
    /^function instantiate\(info\) \{/,
    'export function instantiate(memory) { const info = { env: { memory } };',
  ],
  [/memory\.grow = __wasm_memory_grow;/, ''],
  [/if \(\(oldPages < newPages\)[^{]*\{\s*var newBuffer = [^;]*;/, '{ var newBuffer = memory.buffer;'],
  [/var newHEAP8 = [^;]*;\s*newHEAP8\.set\(HEAP8\);/, ''],
  [/memory\.buffer = buffer;/, ''],
  [/"memory": Object\.create\([\s\S]*?\}\)(?=\s*\};)/, '"refresh": __wasm_memory_grow'],
];

/** The declaration of javaScriptOf's output. */
export const DECLARATION = `/** The kernels over a memory; refresh: to be called after its buffer has become another. */
export declare function instantiate(memory: { readonly buffer: ArrayBufferLike }): {
  readonly refresh: () => void;
} & Readonly<Record<string, (...args: number[]) => number>>;
`;

/** A file of scalar wasm as an ECMAScript module. */
export async function javaScriptOf(wasmFile) {
  let source = compile(wasmFile);
  for (const [pattern, replacement] of CHANGES) {
    if (source.split(pattern).length !== 2) throw new Error(`Expected wasm2js to write ${pattern} once.`);
    source = source.replace(pattern, replacement);
  }
  const { code } = await transform(source, { minify: true, format: 'esm', target: 'es2022' });
  return code;
}

/** Through a file: output of wasm2js into a pipe ends after 64 KiB. */
function compile(wasmFile) {
  const folder = mkdtempSync(join(tmpdir(), 'squall-javascript-'));
  const output = join(folder, 'kernels.js');
  const features = FEATURES.map((feature) => `--enable-${feature}`);
  try {
    const args = [COMPILER, wasmFile, '-O3', '--emscripten', ...features, '-o', output];
    const { status } = spawnSync(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit'] });
    if (status !== 0) throw new Error(`Expected wasm2js to end with 0, got ${status}.`);
    return readFileSync(output, 'utf8');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
