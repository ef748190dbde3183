// A transform of the AssemblyScript compiler: keeps each kernel of assembly/run.ts a separate function.
// Inlined into one function with all the others, its loops get fewer registers (V8 allocates them for a whole
// function).
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Transform } from 'assemblyscript/transform';
import binaryen from 'binaryen';

const RUN = fileURLToPath(new URL('../assembly/run.ts', import.meta.url));

export default class SeparateKernels extends Transform {
  afterCompile(module) {
    for (const [, name] of readFileSync(RUN, 'utf8').matchAll(/^ {6}(?:return|if .*\)) (\w+)/gm)) {
      binaryen.setPassArgument('no-inline', `*/${name}<*`);
      module.runPasses(['no-inline']);
    }
  }
}
