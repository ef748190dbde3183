// Runs the compiled tests under the other supported Node releases; npx fetches each from the npm registry.
import { spawnSync } from 'node:child_process';

for (const version of ['22', '24']) {
  console.log(`== Node ${version}`);
  const { status } = spawnSync('npx', ['-y', `node@${version}`, 'node_modules/jest/bin/jest.js'], {
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
}
