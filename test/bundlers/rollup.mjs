// Bundles a program with rollup into one file.
//   node rollup.mjs PROGRAM FILE es|cjs|iife node|pages
import commonjs from '@rollup/plugin-commonjs';
import json from '@rollup/plugin-json';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import { rollup } from 'rollup';

const [input, file, format, host] = process.argv.slice(2);
const isForPages = host === 'pages';
const bundle = await rollup({
  input,
  external: [/^node:/],
  plugins: [
    nodeResolve({
      browser: isForPages,
      exportConditions: isForPages ? [] : ['node'],
      preferBuiltins: true,
    }),
    commonjs(),
    json(),
  ],
  onwarn({ code, message }) {
    // Zod, lru-cache and others come with such circles; what it cannot find is another matter.
    if (code === 'CIRCULAR_DEPENDENCY' || code === 'THIS_IS_UNDEFINED') return;
    if (code !== 'EMPTY_IMPORT_META') console.error(`${code}: ${message}`);
  },
});
await bundle.write({ format, file, inlineDynamicImports: true });
await bundle.close();
