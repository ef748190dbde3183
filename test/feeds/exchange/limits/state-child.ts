// A separate process for the tests of the shared state. Arguments: what to do, the state directory, the rest.
import { setTimeout as sleep } from 'node:timers/promises';
import { createRequestGate } from '../../../../src/feeds/exchange/limits/request-gate.js';
import { openDiskState } from '../../../../src/feeds/exchange/limits/ledger/disk-state.js';
import { withFileLock } from '../../../../src/feeds/exchange/limits/ledger/file-lock.js';
import type { Clock } from '../../../../src/util/clock.js';
import { answerOf, budgetOf, costsFor, requestOf } from './gate-fixture.js';

const machineMs = (): number => Number(process.hrtime.bigint()) / 1e6;

const clock: Clock = {
  nowMs: machineMs,
  wallMs: () => Date.now(),
  sleep: (ms, signal) => sleep(ms, undefined, signal ? { signal } : {}),
};

const [, , job, directory, ...rest] = process.argv;
const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};
const open = () =>
  openDiskState({
    directory,
    name: 'test',
    sleep: (ms) => clock.sleep(ms),
    warn: (message) => say(`warn ${message}`),
  });

/** Sends requests through a gate over the shared state to a counter on loopback; reports when each started. */
async function sendMany(url: string, count: number): Promise<void> {
  const gate = createRequestGate({
    exchangeId: 'test',
    costs: costsFor([budgetOf({ weight: 80, windowMs: 2_000, paceMs: 1 })]),
    clock,
    rng: () => 0.5,
    state: open(),
  });
  await Promise.all(
    Array.from({ length: count }, () =>
      gate.pass(requestOf('/w/1'), 0, async () => {
        await fetch(`${url}/?pid=${process.pid}&at=${machineMs()}`);
        return answerOf();
      }),
    ),
  );
}

if (job === 'send') {
  await sendMany(rest[0], Number(rest[1]));
} else if (job === 'write') {
  // Until it is killed.
  const state = open();
  say('ready');
  for (let n = 1; ; n++) state.setStop({ kind: 'ban', untilMs: 1e12 + n });
} else if (job === 'lease') {
  const state = open();
  say('ready');
  for (;;) {
    await state.lease({ budget: 'ip', windowMs: 1_000, limit: 1e9, needed: 1, wanted: 1, leaseMs: 10 });
  }
} else {
  await withFileLock(
    `${directory}/exchange-test.budget.json.lock`,
    { machineMs, sleep: (ms) => sleep(ms) },
    () => {
      say('ready');
      // Holds the lock until it is killed.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    },
  );
}
