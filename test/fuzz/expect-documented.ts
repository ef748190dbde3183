import { expect } from '../support/jest.js';
import { EXIT } from '../../src/util/error-codes.js';
import type { Answer, CliProcess, CommandLine } from './cli-process.js';

/** What nothing that leaves may hold: C0 but the line feed, DEL, C1, bidi, zero-width, lone surrogates, separators. */
const RAW = new RegExp(
  `[${String.raw`\u0000-\u0009\u000b-\u001f\u007f-\u009f`}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]`,
  'u',
);
const STACK = /^\s+at .+:\d+:\d+\)?$/m;
const MOST_CPU_MS = 5_000;
const MOST_RSS_KIB = 512 * 1024;
const DOCUMENTED: ReadonlySet<number | null> = new Set(Object.values(EXIT));

/** Runs a command line and expects of it what holds whatever it is given. */
export async function runDocumented(cli: CliProcess, line: CommandLine): Promise<Answer> {
  const answer = await cli.run(line);
  expectDocumented(line, answer);
  // The garbage of those before counts with it: alone it has to do with less.
  if (answer.maxRssKiB > MOST_RSS_KIB) {
    expect([line, (await cli.runAlone(line)).maxRssKiB <= MOST_RSS_KIB]).toEqual([line, true]);
    cli.close();
  }
  return answer;
}

function expectDocumented(line: CommandLine, { exitCode, stdout, stderr, crashes, cpuMs }: Answer): void {
  const problems = [
    ...crashes,
    ...(exitCode === EXIT.internal ? [`70: ${stderr}`] : []),
    ...(DOCUMENTED.has(exitCode) || chosenCodes(line).includes(exitCode)
      ? []
      : [`no documented exit code: ${exitCode}`]),
    ...(STACK.test(stdout + stderr) ? [`a stack trace: ${stderr}`] : []),
    ...(RAW.test(stdout) ? [`stdout is not clean: ${JSON.stringify(RAW.exec(stdout)?.[0])}`] : []),
    ...(RAW.test(stderr)
      ? [`stderr is not clean: ${JSON.stringify(RAW.exec(stderr)?.[0])} in ${stderr.slice(0, 500)}`]
      : []),
    ...(exitCode === 0 || stdout + stderr !== '' ? [] : ['a failure without a word']),
    ...(cpuMs <= MOST_CPU_MS ? [] : [`${Math.round(cpuMs)} ms of CPU`]),
  ];
  expect({ line, problems }).toEqual({ line, problems: [] });
}

/** Those of --exit-code-if-empty. */
function chosenCodes({ args, env }: CommandLine): (number | null)[] {
  const flag = '--exit-code-if-empty';
  const given = args.flatMap((word, index) =>
    word === flag ? [args[index + 1]] : word.startsWith(`${flag}=`) ? [word.slice(flag.length + 1)] : [],
  );
  return [...given, env.SQUALL_EXIT_CODE_IF_EMPTY].map(Number);
}
