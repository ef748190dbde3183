// All checks of the README's `npm test`; with the argument `unit` those of `npm run test:unit`. Lint and the
// package's checks run beside Jest, which leaves gaps on two cores while its processes wait, and are printed
// if they fail; the bench gate runs alone, because it measures.
import { spawn } from 'node:child_process';
import { performance } from 'node:perf_hooks';

/** Runs a script of package.json. @param isShown  prints as it goes; otherwise its output is kept. */
function npmScript(name, { args = [], env = {}, isShown = false } = {}) {
  const startMs = performance.now();
  return new Promise((resolve) => {
    const output = isShown ? 'inherit' : 'pipe';
    const child = spawn('npm', ['run', '--silent', name, '--', ...args], {
      env: { ...process.env, ...env },
      stdio: ['ignore', output, output],
    });
    let text = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (part) => (text += part));
    }
    child.on('error', (error) => (text += `${error.message}\n`));
    child.on('close', (status) => {
      resolve({ name, isOk: status === 0, text, seconds: (performance.now() - startMs) / 1000 });
    });
  });
}

async function inOrder(names) {
  const results = [];
  for (const name of names) results.push(await npmScript(name));
  return results;
}

const isUnit = process.argv[2] === 'unit';
const jest = isUnit
  ? { args: ['--selectProjects', 'unit', '--maxWorkers', '2'], env: { SQUALL_TESTS: 'short' } }
  : { args: ['--maxWorkers', '3'] };
const [tests, beside] = await Promise.all([
  npmScript('test:jest', { ...jest, isShown: true }),
  inOrder(isUnit ? ['lint:changed'] : ['lint', 'lint:package']),
]);
const results = [tests, ...beside];
if (!isUnit) results.push(await npmScript('bench:gate', { isShown: true }));

for (const { name, isOk, text } of beside) {
  if (!isOk) process.stdout.write(`\n== ${name}\n${text}`);
}
console.log();
for (const { name, isOk, seconds } of results) {
  console.log(`${isOk ? 'ok    ' : 'FAILED'} ${name} (${seconds.toFixed(0)} s)`);
}
process.exitCode = results.every(({ isOk }) => isOk) ? 0 : 1;
