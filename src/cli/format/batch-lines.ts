import type { BatchRecord, ScanResult } from '../../scanner/scan-result.js';
import { counted } from '../../util/number-text.js';

/** How a scan was loaded: batches, memory decisions and caches. */
export function verboseLines({ batches, caches }: ScanResult): string[] {
  return [
    ...runsOf(batches).map(describeRun),
    ...batches.flatMap(({ relief }) => (relief === undefined ? [] : describeRelief(relief))),
    ...(caches === undefined
      ? []
      : (['filters', 'scores'] as const).map((name) => describeCache(name, caches[name]))),
  ];
}

/** Consecutive batches with the same decision. */
interface Run {
  readonly first: number;
  readonly batches: readonly BatchRecord[];
}

function runsOf(batches: readonly BatchRecord[]): Run[] {
  const runs: { first: number; batches: BatchRecord[] }[] = [];
  for (const [index, batch] of batches.entries()) {
    const run = runs.at(-1);
    if (run !== undefined && isAlike(run.batches[0], batch)) run.batches.push(batch);
    else runs.push({ first: index + 1, batches: [batch] });
  }
  return runs;
}

/** Pressure moves with every reading; only the decision and its rule matter. */
function isAlike(a: BatchRecord, b: BatchRecord): boolean {
  const ruleOf = ({ reason }: BatchRecord): string => reason.replace(/^memory [^)]*\)/, 'memory');
  return a.size === b.size && a.concurrency === b.concurrency && ruleOf(a) === ruleOf(b);
}

/** `batches 1–19: 20 markets each, 2 at once; memory 0.3 to 0.4 % (96 of 24103 MiB, machine)` */
function describeRun({ first, batches }: Run): string {
  const last = batches[batches.length - 1];
  const which = batches.length === 1 ? `batch ${first}` : `batches ${first}–${first + batches.length - 1}`;
  const { size, concurrency, reason } = last;
  const markets = `${counted(size, 'market')}${batches.length === 1 ? '' : ' each'}`;
  const atOnce = concurrency === undefined ? '' : `, ${concurrency} at once`;
  return `${which}: ${markets}${atOnce}; ${reason}`;
}

const MIB = 2 ** 20;

type Relief = NonNullable<BatchRecord['relief']>;

/** Nothing if nothing was left to do. */
function describeRelief({ expiredEntries, collection, asked }: Relief): string[] {
  const facts = [
    ...(expiredEntries === null || expiredEntries === 0
      ? []
      : [`${expiredEntries} expired cache ${expiredEntries === 1 ? 'entry' : 'entries'} dropped`]),
    ...(asked.includes('halve-caches') ? ['cache limits halved'] : []),
    ...(asked.includes('restore-caches') ? ['cache limits restored'] : []),
    ...(collection === null ? [] : [describeCollection(collection)]),
  ];
  return facts.length === 0 ? [] : [`relief: ${facts.join(', ')}`];
}

function describeCollection({ tookMs, beforeBytes, afterBytes }: NonNullable<Relief['collection']>): string {
  const took = `garbage collected in ${tookMs.toFixed(0)} ms`;
  if (beforeBytes === null || afterBytes === null) return took;
  return `${took} (${(beforeBytes / MIB).toFixed(0)} → ${(afterBytes / MIB).toFixed(0)} MiB)`;
}

function describeCache(
  name: string,
  { hits, misses, size, entries }: NonNullable<ScanResult['caches']>['scores'],
): string {
  return `cache ${name}: ${counted(hits, 'hit')}, ${misses} ${misses === 1 ? 'miss' : 'misses'}, ${size} of ${entries} entries`;
}
