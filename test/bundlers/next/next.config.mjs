import { fileURLToPath } from 'node:url';

// Where node_modules is: test/bundlers.
const root = fileURLToPath(new URL('..', import.meta.url));

const headers = [
  { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
  { key: 'Cross-Origin-Embedder-Policy', value: 'require-corp' },
];

export default {
  turbopack: { root },
  outputFileTracingRoot: root,
  distDir: process.env.NEXT_DIST,
  headers: async () => [{ source: '/(.*)', headers }],
};
