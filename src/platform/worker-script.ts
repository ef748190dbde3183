/** The code of threads as one script, for programs bundled into a single file. */
export async function workerScript(): Promise<string> {
  const { SCRIPT } = await import('#embedded/worker');
  return SCRIPT;
}
