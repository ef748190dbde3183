// A transform of the AssemblyScript compiler: keeps each kernel of assembly/run.ts and assembly/ingest/ingest.ts a
// separate function. Inlined into one function with all the others, its loops get fewer registers (V8 allocates them
// for a whole function).
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Transform } from 'assemblyscript/transform';
import binaryen from 'binaryen';

export default class SeparateKernels extends Transform {
  afterCompile(module) {
    for (const file of ['run.ts', 'ingest/ingest.ts']) {
      const path = fileURLToPath(new URL(`../assembly/${file}`, import.meta.url));
      for (const [, name] of readFileSync(path, 'utf8').matchAll(/^ {6}(?:return|if .*\)) (\w+)/gm)) {
        binaryen.setPassArgument('no-inline', `*/${name}<*`);
        module.runPasses(['no-inline']);
      }
    }
  }
}
