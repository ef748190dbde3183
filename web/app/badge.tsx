import type { Run } from '../model/snapshot.js';
import { Icon } from './icons.js';
import * as store from './store.js';
import { durationText, spokenName } from './text.js';

/** Whether this page's result equals the recorded one, in words and colour. */
export function Badge() {
  const [now, recorded] = [
    store.recorded.value,
    store.moments.value[store.position.value]?.resultSha256 ?? null,
  ];
  if (now === null || now.resultSha256 === null) return <span class="badge waiting">scanning …</span>;
  const hash = now.resultSha256;
  const short = hash.slice(0, 8);
  if (recorded === null) {
    return (
      <span
        class="badge neutral"
        title={`resultSha256 ${hash}: computed here; there is no recording to compare with`}
      >
        computed here <code>{short}</code>
      </span>
    );
  }
  const isSame = recorded === hash;
  const otherCatalogue = store.opened.value?.otherCatalogue ?? null;
  if (!isSame && otherCatalogue !== null) {
    return (
      <span class="badge neutral" title={`Recorded ${recorded}, computed ${hash}`}>
        {otherCatalogue} <code>{short}</code>
      </span>
    );
  }
  return (
    <span
      class={`badge ${isSame ? 'good' : 'bad'}`}
      title={isSame ? `resultSha256 ${hash}` : `Recorded ${recorded}, computed ${hash}`}
    >
      <Icon name={isSame ? 'check' : 'cross'} />
      {isSame ? 'identical to the recording' : 'differs from the recording'} <code>{short}</code>
    </span>
  );
}

/** Which engine computed the last scan, on how many threads, and how long it took. */
export function RunInfo() {
  const [run, source] = [store.lastRun.value, store.opened.value];
  if (run === null || source === null) return null;
  const threads = `${run.workers} ${run.workers === 1 ? 'thread' : 'threads'}`;
  return (
    <span
      class="run-info"
      title={`${partsOf(run)}\n${source.isIsolated ? 'Threads can share memory here.' : 'This page cannot share memory with threads: one computes.'}`}
    >
      {run.engine} · {threads} · {durationText(run.totalMs)}
    </span>
  );
}

/** Where the time of a scan went, one line per stage. */
function partsOf({ timings, totalMs }: Run): string {
  const parts = Object.entries(timings ?? { totalMs }) as [string, number][];
  return parts.map(([name, ms]) => `${spokenName(name.replace(/Ms$/, ''))}: ${durationText(ms)}`).join('\n');
}
