import { resolve, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Imports of src/ lead to what tsc has made of it: there `#platform`, the wasm files and the workers of the package
 * stand where their URLs say, and page and package run the same code.
 */
function compiledSources(): Plugin {
  return {
    name: 'compiled-sources',
    enforce: 'pre',
    resolveId(source, importer) {
      if (importer === undefined || !source.startsWith('.')) return null;
      const target = relative(root, resolve(importer, '..', source));
      return target.startsWith(`src${sep}`) ? resolve(root, 'build/js', target) : null;
    },
  };
}

/** `vite build --mode single`: what one self-contained file is made of, without workers or wasm of its own. */
export default defineConfig(({ mode }) => {
  const isSingle = mode === 'single';
  return {
    root: resolve(root, 'web'),
    base: './',
    publicDir: false,
    plugins: [compiledSources()],
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    worker: { format: 'es', plugins: () => [compiledSources()] },
    define: { __SINGLE_FILE__: JSON.stringify(isSingle) },
    build: {
      target: 'es2023',
      outDir: resolve(root, isSingle ? 'build/web-single' : 'build/web'),
      emptyOutDir: true,
      // Data URLs would need exceptions in the content security policy.
      assetsInlineLimit: isSingle ? Number.MAX_SAFE_INTEGER : 0,
      modulePreload: { polyfill: false },
      cssCodeSplit: false,
      chunkSizeWarningLimit: 1000,
    },
  };
});
