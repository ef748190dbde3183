// Parsed and run by every Node that knows ES modules: nothing newer may stand here, nor in squall.js.
import { readFileSync } from 'node:fs';

/** What is wrong with a Node of this version (`v18.20.4`), as a sentence; null: nothing. */
export function nodeProblem(version) {
  const [major, minor] = version.replace('v', '').split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return null;
  return `needs Node 20.19, this is ${major}.${minor}`;
}

/** All that any verb has open at a time while its modules are loaded, with room for connections. */
const NEEDED = 128;

/** Why this process may open too few files, or null: modules that cannot be opened look as if they were not there. */
export function openFilesProblem() {
  const match = /^Max open files +(\d+)/m.exec(readLimits());
  if (match === null || Number(match[1]) >= NEEDED) return null;
  return `This machine is too small: this process may open ${match[1]} files (ulimit -n), at least ${NEEDED} are needed.`;
}

/** Empty where the system does not tell. */
function readLimits() {
  try {
    return readFileSync('/proc/self/limits', 'utf8');
  } catch {
    return '';
  }
}
