// Compares batch controllers in simulated scans, and writes docs/batches.md. Run: npm run batches
import { writeFileSync } from 'node:fs';
import type { Comparison, ControllerName } from '../bench/batches/compare.js';
import { compare, CONTROLLER_NAMES, NO_WORSE, quantile, slowdown } from '../bench/batches/compare.js';
import { DISTURBANCES } from '../bench/batches/scenario.js';
import type { Ending } from '../bench/batches/simulate.js';

const SCENARIOS = 240;

function against(name: ControllerName, comparisons: readonly Comparison[]): number[] {
  return comparisons.map(({ outcomes }) => slowdown(outcomes[name], outcomes.rule));
}

function percentOf(values: readonly number[], is: (value: number) => boolean): string {
  return `${((100 * values.filter(is).length) / values.length).toFixed(1)} %`;
}

function times(value: number): string {
  return value === Infinity ? 'not done' : value.toFixed(2);
}

function controllerRow(name: ControllerName, comparisons: readonly Comparison[]): string {
  const outcomes = comparisons.map((one) => one.outcomes[name]);
  const ended = (ending: Ending): number => outcomes.filter((outcome) => outcome.ending === ending).length;
  const slow = against(name, comparisons);
  const peak = quantile(
    outcomes.map((outcome) => outcome.peak),
    0.5,
  );
  return [
    '',
    name,
    ended('done'),
    ended('stopped'),
    ended('out of memory'),
    ...[0.25, 0.5, 0.75, 0.95].map((q) => times(quantile(slow, q))),
    percentOf(slow, (value) => value <= NO_WORSE),
    `${Math.round(100 * peak)} %`,
    '',
  ]
    .join(' | ')
    .trim();
}

function disturbanceRow(disturbance: string, comparisons: readonly Comparison[]): string {
  const slow = against('forecast', comparisons);
  const figures = [times(quantile(slow, 0.5)), percentOf(slow, (value) => value <= NO_WORSE)];
  return `| ${disturbance} | ${comparisons.length} | ${figures.join(' | ')} |`;
}

const comparisons = await compare(CONTROLLER_NAMES, 1, SCENARIOS);

writeFileSync(
  'docs/batches.md',
  `# Batches

Markets are fetched in batches, so that a scan of a whole exchange needs the memory of a few dozen markets. Sizes
change nothing in a result: \`resultSha256\` is the same for every size.

## The rule

| memory used | markets per batch | batches at once | besides |
|---|---:|---:|---|
| up to 70 % | 20 | 2 | |
| above 70 % | 15 | 2 | |
| above 85 % | 10 | 1 | expired cache entries dropped, cache limits halved, garbage collected (at most once in 30 s) |
| above 92 % | half of the last, down to 1 | 1 | the same |
| above 95 % at 1 market, after a collection | none | | the scan ends with exit code 23 and keeps what is done |

20 and 2 are the defaults of the largest batch size and concurrency; with others the shares stay. Sizes shrink at once. They
grow when memory is 5 points below the threshold, one row per batch and at most doubled; a size that had to shrink
within 10 batches of its growth waits for 10 before it grows again. Where tasks wait for memory more than 10 % of the
time (Linux PSI), the third row applies, whatever is used.

*Memory used* is the fullest of: the resident set of the process against \`--max-memory\`; what the members of each cgroup
use without cached files, against its limit, from the process's own group up to the root; the resident set against what
the machine still has; the heap against V8's limit (\`--max-old-space-size\`). Limits that are absurd or above the machine's
memory are ignored.

## The forecast

\`predictiveBatches\` learns from finished batches how much memory markets hold and how long batches take, by recursive least
squares with forgetting. It takes more than the rule would where that is sure to fit (expected use and two standard
deviations within 88 % of the limit), and less where even the rule's choice would not. It follows the rule for the first 5
batches, after forecasts that proved too low, and from 92 % until pressure has eased. Off by default.

## Compared

Made by \`npm run batches\`: ${SCENARIOS} simulated scenarios (seeds 1 to ${SCENARIOS}), taken by the scanner's own intake in virtual
time. Each has 1–4 scans of 100–2,000 markets, 30–600 ms latency with a heavy tail, 15–500 requests per second,
0.01–4 MiB per market, a limit of 192–2,048 MiB of which 60–90 % is used before the first scan; and one of: nothing else, a
limit that falls for a while, a neighbour that takes memory for a while, a leak, answers that grow for a while. Above
85 % of the limit everything slows down, up to four times at 100 %. Times are those of all scans against the rule's, smaller
is faster. *No worse*: at most ${Math.round(100 * (NO_WORSE - 1))} % slower, and done where the rule is.

| | done | stopped | out of memory | lower quartile | median | upper quartile | 95th percentile | no worse | median peak |
|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|
${CONTROLLER_NAMES.map((name) => controllerRow(name, comparisons)).join('\n')}

Fixed batches are often faster because they pay no heed to the limit: each scan that ran out of memory is lost, and with
it whatever else the process did. AIMD: one market more per batch, half as many above 85 %.

The forecast by what disturbed the scans:

| disturbance | scenarios | median time | no worse |
|---|---:|---:|---:|
${DISTURBANCES.map((disturbance) =>
  disturbanceRow(
    disturbance,
    comparisons.filter(({ scenario }) => scenario.disturbance === disturbance),
  ),
).join('\n')}
`,
);
