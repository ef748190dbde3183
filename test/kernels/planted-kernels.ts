import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import asc from 'assemblyscript/asc';

/** A word below all columns, above the constants of the modules: what it holds tells a planted kernel what to do. */
export const FUSE_ADDRESS = 32768;

/**
 * The simd build with some of its kernels replaced, as bytes. It is compiled in a folder of its own: the compiler adds
 * its arguments to the entries of an asconfig.json that it finds in the working folder.
 * @param names  exports that `source` defines in place of the real ones.
 */
export async function compilePlanted(names: readonly string[], source: string): Promise<Uint8Array> {
  const root = process.cwd();
  const folder = mkdtempSync(path.join(tmpdir(), 'squall-planted-'));
  try {
    // The kernels import the generated median network as ../build/assembly/….
    symlinkSync(path.join(root, 'assembly'), path.join(folder, 'assembly'));
    symlinkSync(path.join(root, 'build'), path.join(folder, 'build'));
    const real = readFileSync(path.join(root, 'assembly', 'index.ts'), 'utf8');
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
    const stderr = asc.createMemoryStream();
    const { error } = await asc.main(
      [
        'planted.ts',
        ...['--baseDir', folder, '--outFile', 'planted.wasm', '--runtime', 'stub', '--noAssert', '-O3'],
        ...['--importMemory', '--sharedMemory', '--initialMemory', '1', '--maximumMemory', '65536'],
        ...['--enable', 'simd', '--enable', 'threads', '--enable', 'bulk-memory', '--disableWarning'],
      ],
      { stderr },
    );
    if (error) throw new Error(`${error.message}\n${stderr.toString()}`);
    return new Uint8Array(readFileSync(path.join(folder, 'planted.wasm')));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
