// Three projects by the names of the files: x.test.ts runs in Jest's own process, x.process.test.ts starts processes or
// talks over sockets, x.long.test.ts takes minutes. A fourth, x.bundlers.test.ts, needs what `npm run test:bundlers`
// installs, and is there for that alone. CONTRIBUTING says what running without Jest's sandbox costs.

function project(displayName, testMatch) {
  return {
    displayName,
    testMatch: [testMatch],
    roots: ['<rootDir>/build/js/test'],
    transform: {},
    testEnvironment: '<rootDir>/test/jest/environment.cjs',
    runtime: '<rootDir>/test/jest/runtime.cjs',
    setupFiles: ['<rootDir>/build/js/test/support/loopback-only.js'],
  };
}

export default {
  projects: [
    project('unit', '**/!(*.process|*.long|*.bundlers).test.js'),
    project('process', '**/*.process.test.js'),
    project('long', '**/*.long.test.js'),
    ...(process.env.SQUALL_TESTS === 'bundlers' ? [project('bundlers', '**/*.bundlers.test.js')] : []),
  ],
  coverageProvider: 'v8',
  // Named, as Jest knows only of files that its own loader has loaded.
  collectCoverageFrom: ['build/js/src/**/*.js'],
  // Ends what hangs, and nothing else: many times what the slowest test takes on a busy machine.
  testTimeout: 300_000,
};
