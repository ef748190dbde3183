import { relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import type { Plugin } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Modules not sent to a page, and their replacements. */
const REPLACED: ReadonlyMap<string, string> = new Map([
  // The file of the kernels' threads is among the assets: their script is not sent a second time.
  [['build', 'js', 'src', 'platform', 'worker-script.js'].join(sep), 'web/engine/no-worker-script.ts'],
  [['build', 'js', 'src', 'cache', 'caches.js'].join(sep), 'web/engine/no-caches.ts'],
]);

/**
 * Imports of src/ lead to the output of tsc: there `#platform`, the wasm files and the workers of the package
 * are where their URLs say, and page and package run the same code.
 */
function compiledSources(): Plugin {
  return {
    name: 'compiled-sources',
    enforce: 'pre',
    resolveId(source, importer) {
      if (importer === undefined || !source.startsWith('.')) return null;
      const target = relative(root, resolve(importer, '..', source));
      const replacement = REPLACED.get(target);
      if (replacement !== undefined) return resolve(root, replacement);
      return target.startsWith(`src${sep}`) ? resolve(root, 'build/js', target) : null;
    },
  };
}

/** A file opened from disk has no second file for its engine. */
function inlineEngine(): Plugin {
  return {
    name: 'inline-engine',
    enforce: 'pre',
    resolveId: (source) =>
      source === './engine-url.js' ? resolve(root, 'web/app/inline-engine-url.ts') : null,
  };
}

const ENGINE_NAME = /engine-worker-[^/]*\.js$/;

/** As text of a script element, which it must not end. */
const scriptText = (code: string): string => code.replaceAll('</script', '<\\/script');

/** Puts scripts and styles into the page itself: a file opened from disk cannot load others. */
function inlineEverything(): Plugin {
  return {
    name: 'inline-everything',
    enforce: 'post',
    generateBundle(_, bundle) {
      const page = bundle['index.html'];
      if (page?.type !== 'asset') throw new Error('Expected the build to produce index.html.');
      let html = String(page.source);
      for (const [name, part] of Object.entries(bundle)) {
        if (part === page) continue;
        // Function replacements, because `$` has a meaning in replacement strings.
        if (part.type === 'chunk') {
          html = html.replace(/<script type="module"[^>]*><\/script>/, () => '');
          html = html.replace(
            '</body>',
            () => `<script type="module">${scriptText(part.code)}</script>\n  </body>`,
          );
        } else if (ENGINE_NAME.test(name)) {
          const engine = `<script id="engine" type="text/plain">${scriptText(String(part.source))}</script>`;
          // Before the script that reads it.
          html = html.replace('<div id="app">', () => `${engine}\n    <div id="app">`);
        } else if (name.endsWith('.svg')) {
          const icon = `data:image/svg+xml,${encodeURIComponent(String(part.source))}`;
          html = html.replace(
            /(<link rel="icon" href=)"[^"]*"/,
            (_match, start: string) => `${start}"${icon}"`,
          );
        } else if (name.endsWith('.css')) {
          html = html.replace(/<link rel="stylesheet"[^>]*>/, () => `<style>${String(part.source)}</style>`);
        }
        delete bundle[name];
      }
      page.source = html;
    },
  };
}

/** `--mode single` builds the single file that `squall export --html` fills with a recording. */
export default defineConfig(({ mode }) => {
  const isSingle = mode === 'single';
  return {
    root: resolve(root, 'web'),
    base: './',
    publicDir: false,
    plugins: [compiledSources(), ...(isSingle ? [inlineEngine(), inlineEverything()] : [])],
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    worker: {
      format: isSingle ? 'iife' : 'es',
      plugins: () => [compiledSources()],
      ...(isSingle ? { rolldownOptions: { output: { codeSplitting: false } } } : {}),
    },
    build: {
      target: 'es2023',
      outDir: resolve(root, isSingle ? 'build/web-single' : 'build/web'),
      emptyOutDir: true,
      // Data URLs would need exceptions in the content security policy.
      assetsInlineLimit: isSingle ? Number.MAX_SAFE_INTEGER : 0,
      modulePreload: { polyfill: false },
      cssCodeSplit: false,
      chunkSizeWarningLimit: 1000,
      ...(isSingle ? { rolldownOptions: { output: { codeSplitting: false } } } : {}),
    },
  };
});
