import { beforeAll, describe, expect, test } from '../support/jest.js';
import { openSession } from '../../src/index.js';
import { recordingSource } from '../../web/model/recording-source.js';
import { recordedDay } from './recorded-day.js';

/** One that has a scan. */
async function sourceOf(bytes: Uint8Array, isLive = false) {
  const source = await recordingSource(bytes, 'day.squall', isLive);
  if (source === null) throw new Error('Expected a recording with a scan.');
  return source;
}

describe('a recording as the source of the page', () => {
  let bytes: Uint8Array;

  beforeAll(async () => {
    bytes = await recordedDay({ moments: 6 });
  });

  test('every moment gives the recorded result again', async () => {
    const source = await sourceOf(bytes);
    expect(source.moments.length).toBe(6);
    for (const [index, { asOfMs, resultSha256 }] of source.moments.entries()) {
      const session = await openSession(await source.scanAt(index), source.options);
      const { result } = await session.scan({ asOf: asOfMs });
      expect(result.resultSha256).toBe(resultSha256);
    }
  });

  test('its history joins the windows of its scans', async () => {
    const source = await sourceOf(bytes);
    const last = source.moments[5].asOfMs;
    const [answer] = await (await source.history()).bars([source.symbols[0]], 300_000, 9999, last);
    if ('error' in answer) throw new Error(answer.error.message);
    const { openTimeMs } = answer.candles;
    expect(openTimeMs[openTimeMs.length - 1]).toBe(last - 300_000);
    expect([...openTimeMs.slice(1)].every((timeMs, at) => timeMs - openTimeMs[at] === 300_000)).toBe(true);
  });

  test('grows by additions to the file', async () => {
    const cut = Math.floor(bytes.length * 0.9);
    const source = await sourceOf(bytes.slice(0, cut), true);
    const before = source.moments.length;
    let calls = 0;
    const stop = source.subscribe(() => calls++);
    await source.append(bytes.slice(cut));
    stop();
    expect(before).toBeLessThan(6);
    expect(source.moments.length).toBe(6);
    expect(calls).toBe(1);
  });

  test('that is invalid is rejected in one sentence', async () => {
    await expect(recordingSource(new Uint8Array(50), 'notes.txt')).rejects.toThrow(
      /Expected a Squall recording/,
    );
  });

  test('a recording without a whole scan says so', async () => {
    await expect(recordingSource(bytes.slice(0, 4000), 'day.squall')).rejects.toThrow(
      'day.squall: this recording has no readable scan.',
    );
  });

  test('one that is being written is awaited until it has a scan', async () => {
    const growing = await recordedDay({ moments: 1, isSealed: false });
    expect(await recordingSource(growing.slice(0, 4000), 'day.squall', true)).toBeNull();
    expect((await sourceOf(growing, true)).isLive).toBe(true);
  });
});
