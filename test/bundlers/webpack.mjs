// Builds the two programs with webpack: for Node as CommonJS and as ES modules, and for pages.
//   node webpack.mjs OUTPUT-FOLDER
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import webpack from 'webpack';

const [folder] = process.argv.slice(2);
const programs = { program: './program.mjs', files: './files-program.mjs' };
const common = {
  mode: 'production',
  context: fileURLToPath(new URL('.', import.meta.url)),
  performance: { hints: false },
};

const targets = [
  {
    ...common,
    target: 'node',
    entry: programs,
    output: { path: join(folder, 'cjs'), filename: '[name].cjs' },
  },
  {
    ...common,
    target: 'node',
    entry: programs,
    experiments: { outputModule: true },
    output: { path: join(folder, 'esm'), filename: '[name].mjs', module: true, chunkFormat: 'module' },
  },
  {
    ...common,
    target: 'web',
    entry: { program: programs.program },
    output: { path: join(folder, 'web'), filename: '[name].js' },
  },
];

webpack(targets, (error, stats) => {
  if (error) throw error;
  const text = stats.toString({ preset: 'errors-warnings' });
  if (stats.hasErrors() || stats.hasWarnings()) {
    console.error(text);
    process.exitCode = 1;
  }
});
