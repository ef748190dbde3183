// Builds everything under build/: the median network, both wasm targets, the JavaScript, embedded files and
// the page. Each step is skipped when its outputs are newer than its inputs, so `npm start` does not pay for
// it twice.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { embedJavaScript, embedVersion, embedWasm, embedWorker } from './embed.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Newest modification time of a file or of any file below a folder, in ms. */
function newest(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))));
}

function isFresh(output, inputs) {
  const file = join(root, output);
  if (!existsSync(file)) return false;
  return statSync(file).mtimeMs >= Math.max(...inputs.map((input) => newest(join(root, input))));
}

function run(script, ...args) {
  const { status } = spawnSync(process.execPath, [join(root, script), ...args], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
}

/** Deletes the output of sources that no longer exist: a test that has moved must not run in both places. */
function removeOrphans(compiled, sources) {
  if (!existsSync(join(root, compiled))) return;
  for (const name of readdirSync(join(root, compiled), { recursive: true })) {
    const [, stem, letter] = /^(.*?)\.(?:d\.)?(m?)[jt]s(?:\.map)?$/.exec(name) ?? [];
    if (stem === undefined || existsSync(join(root, sources, `${stem}.${letter}ts`))) continue;
    rmSync(join(root, compiled, name));
  }
}

if (!existsSync(join(root, 'build', 'js'))) {
  process.stderr.write('squall: building, only this once; takes half a minute\n');
}
mkdirSync(join(root, 'build', 'assembly'), { recursive: true });

const network = 'build/assembly/median-network.ts';
const rivalNetwork = 'build/generated/median-tile.ts';
if (![network, rivalNetwork].every((file) => isFresh(file, ['scripts/median-network.mjs']))) {
  run('scripts/median-network.mjs', network, rivalNetwork);
}

// Not in asconfig.json, which loses the dot of a path.
const transform = ['--transform', './scripts/separate-kernels.mjs'];
const wasmInputs = [
  'assembly',
  network,
  'asconfig.json',
  'scripts/separate-kernels.mjs',
  'package-lock.json',
];
for (const target of ['simd', 'scalar']) {
  const wasm = `build/squall.${target}.wasm`;
  if (!isFresh(wasm, wasmInputs)) {
    run(
      'node_modules/assemblyscript/bin/asc.js',
      '--config',
      'asconfig.json',
      '--target',
      target,
      ...transform,
    );
  }
  if (!isFresh(`build/embedded/${target}.js`, [wasm, 'scripts/embed.mjs'])) embedWasm(target);
}

const engineInputs = ['build/squall.scalar.wasm', 'scripts/javascript-engine.mjs', 'package-lock.json'];
if (!isFresh('build/embedded/js.js', engineInputs)) await embedJavaScript();
if (!isFresh('build/embedded/version.js', ['package.json', 'scripts/embed.mjs'])) embedVersion();
const workerInputs = ['src/kernels', 'build/embedded/js.js', 'scripts/embed.mjs', 'package-lock.json'];
if (!isFresh('build/embedded/worker.js', workerInputs)) await embedWorker();

const typescriptInputs = [
  'src',
  'test',
  'bench',
  'scripts',
  'web/model',
  'tsconfig.json',
  'package-lock.json',
];
// Not tsc's own state file: a run that only checks types also writes it.
const stamp = 'build/js/.built';
for (const folder of ['src', 'test', 'bench', 'scripts']) removeOrphans(`build/js/${folder}`, folder);
if (!isFresh(stamp, typescriptInputs)) {
  run('node_modules/typescript/bin/tsc', '-p', 'tsconfig.json');
  writeFileSync(join(root, stamp), '');
}

// After the others: the page is built from them. Once as files to be served, once as a single file to open
// from disk.
for (const [mode, page] of Object.entries({ production: 'build/web', single: 'build/web-single' })) {
  if (!isFresh(`${page}/index.html`, ['web', 'src', 'assembly', 'package-lock.json'])) {
    const options = ['--config', 'web/vite.config.ts', '--mode', mode, '--logLevel', 'warn'];
    run('node_modules/vite/bin/vite.js', 'build', ...options);
  }
}
