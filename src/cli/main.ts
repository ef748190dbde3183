export async function runCli(args: readonly string[]): Promise<void> {
  process.stdout.write(`${args.join(' ')}\n`);
}
