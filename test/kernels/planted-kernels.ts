import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import asc from 'assemblyscript/asc';

/** A word below all columns, above the constants of the modules: its value controls a planted kernel. */
export const FUSE_ADDRESS = 32768;

const MEMORY = ['--importMemory', '--sharedMemory', '--initialMemory', '1', '--maximumMemory', '65536'];
const FEATURES = ['--enable', 'simd', '--enable', 'threads', '--enable', 'bulk-memory', '--disableWarning'];

/**
 * The simd build with some of its kernels replaced, as bytes.
 * @param names  exports that `source` defines in place of the real ones.
 */
export function compilePlanted(names: readonly string[], source: string): Promise<Uint8Array> {
  return inFolder((folder) => {
    symlinkSync(path.resolve('assembly'), path.join(folder, 'assembly'));
    const real = readFileSync(path.resolve('assembly', 'index.ts'), 'utf8');
    const kept = real
      .replaceAll(/export \{([^}]*)\}/g, (_, list: string) => {
        const others = list
          .split(',')
          .map((name) => name.trim())
          .filter((name) => !names.includes(name));
        return `export { ${others.join(', ')} }`;
      })
      .replaceAll("from './", "from './assembly/");
    writeFileSync(path.join(folder, 'planted.ts'), `${kept}\n${source}`);
    return compile(folder, 'planted.ts', '-O3');
  });
}

/** A piece of text that occurs once in a file of assembly/, and its replacement. */
export interface Edit {
  readonly file: string;
  readonly piece: string;
  readonly instead: string;
}

/** The simd build of assembly/ after an edit, as bytes; not optimized. */
export function compileEdited({ file, piece, instead }: Edit): Promise<Uint8Array> {
  return inFolder((folder) => {
    cpSync(path.resolve('assembly'), path.join(folder, 'assembly'), { recursive: true });
    const edited = path.join(folder, 'assembly', file);
    const parts = readFileSync(edited, 'utf8').split(piece);
    if (parts.length !== 2) throw new Error(`Expected "${piece}" once in assembly/${file}.`);
    writeFileSync(edited, parts.join(instead));
    return compile(folder, 'assembly/index.ts', '-O0');
  });
}

/**
 * Compiles in a separate folder: the compiler adds its arguments to the entries of an asconfig.json that it finds in
 * the working folder. The kernels import the generated median network as ../build/assembly/….
 */
async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(path.join(tmpdir(), 'squall-planted-'));
  try {
    symlinkSync(path.resolve('build'), path.join(folder, 'build'));
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function compile(folder: string, entry: string, level: string): Promise<Uint8Array> {
  const stderr = asc.createMemoryStream();
  const { error } = await asc.main(
    [
      entry,
      ...['--baseDir', folder, '--outFile', 'planted.wasm', '--runtime', 'stub', '--noAssert', level],
      ...MEMORY,
      ...FEATURES,
    ],
    { stderr },
  );
  if (error) throw new Error(`${error.message}\n${stderr.toString()}`);
  return new Uint8Array(readFileSync(path.join(folder, 'planted.wasm')));
}
