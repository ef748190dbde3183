/** What threads run, as one script: for programs that a bundler made of one file. */
export async function workerScript(): Promise<string> {
  const { SCRIPT } = await import('#embedded/worker');
  return SCRIPT;
}
