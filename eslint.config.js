import js from '@eslint/js';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['build/', 'node_modules/', 'coverage/'] },
  js.configs.recommended,
  {
    files: ['{src,test,scripts,bench}/**/*.ts', 'web/**/*.{ts,tsx}'],
    extends: [...tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/require-await': 'off',
      // `const { timings, ...rest } = result` is how a member is left out.
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Use named exports only.' },
      ],
    },
  },
  {
    // Vite asks for it.
    files: ['web/vite.config.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          paths: [
            {
              name: '@jest/globals',
              message: 'Works in the sandbox only that our tests do without: import test/support/jest.js.',
              allowTypeImports: true,
            },
          ],
        },
      ],
    },
  },
  {
    // What a scan computes must not depend on the clock, chance or an engine's approximation of ln, exp and pow.
    files: [
      'src/{market,indicators,kernels,filters,scoring,levels,cache,resources,scanner,history,codec,recording,util}/**/*.ts',
      'src/feeds/{simulated,memory}/**/*.ts',
    ],
    rules: {
      'no-restricted-properties': [
        'error',
        ...[
          'random',
          'log',
          'log2',
          'log10',
          'log1p',
          'exp',
          'expm1',
          'pow',
          'sin',
          'cos',
          'tan',
          'cbrt',
          'hypot',
        ].map((property) => ({ object: 'Math', property })),
        { object: 'Date', property: 'now' },
        { object: 'performance', property: 'now' },
      ],
    },
  },
  {
    // AssemblyScript: parsed as TypeScript, without types (its own compiler checks those).
    files: ['assembly/**/*.ts'],
    extends: [tseslint.configs.base],
    rules: {
      'no-undef': 'off',
      'no-unused-vars': 'off',
      'no-redeclare': 'off',
      'no-loss-of-precision': 'off',
    },
  },
  {
    files: ['**/*.{js,mjs}'],
    languageOptions: { globals: { process: 'readonly', console: 'readonly', URL: 'readonly' } },
  },
  {
    files: ['**/*.cjs'],
    languageOptions: { globals: { process: 'readonly', module: 'readonly', require: 'readonly' } },
  },
);
