// Parsed and run by every Node that knows ES modules: nothing newer may stand here, nor in squall.js.

/** What is wrong with a Node of this version (`v18.20.4`), as a sentence; null: nothing. */
export function nodeProblem(version) {
  const [major, minor] = version.replace('v', '').split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return null;
  return `needs Node 20.19, this is ${major}.${minor}`;
}
