import { describe, expect, test } from '../support/jest.js';
import { loadPreset, listPresets, parsePreset, simulate, openSession } from '../../src/index.js';
import {
  changesOf,
  knobsOf,
  presetFile,
  switchesOf,
  tidyStep,
  withFilter,
  withKnob,
} from '../../web/model/what-if.js';
import { WhatIfJudge } from '../../web/engine/what-if-judge.js';
import { columnsOf, snapshotOf } from '../../web/model/snapshot.js';

const base = loadPreset('default');

describe('what if', () => {
  test('every number of a preset is a slider that can stay where it is', () => {
    for (const preset of listPresets()) {
      const knobs = knobsOf(preset, preset);
      expect(knobs.length).toBeGreaterThan(2);
      for (const { name, key, value, min, max, step } of knobs) {
        expect({ name, key, isInside: min <= value && value <= max && step > 0 }).toMatchObject({
          isInside: true,
        });
      }
    }
  });

  test('a slider changes one number and leaves the preset unchanged', () => {
    const knob = knobsOf(base, base).find(({ key }) => key === 'minPct');
    if (knob === undefined) throw new Error('The preset has no such limit.');
    const changed = withKnob(base, knob, 1.5);
    expect(changed.filters.change1h).toEqual({ minPct: 1.5 });
    expect(changesOf(changed, base)).toBe(1);
    expect(changesOf(base, base)).toBe(0);
  });

  test('a filter is switched off and on again, and what is saved does without it', async () => {
    expect(switchesOf(base)).toContain('surgeLong');
    const off = withFilter(base, base, 'surgeLong', false);
    expect(changesOf(off, base)).toBe(1);
    expect(knobsOf(off, base).some(({ name }) => name === 'surgeLong')).toBe(false);
    const saved = await parsePreset(presetFile(off, base).text);
    expect(saved.filters).toEqual(off.filters);
    expect(saved.filters.surgeLong).toBeUndefined();
    expect(withFilter(off, base, 'surgeLong', true).filters).toEqual(base.filters);
  });

  test('what is saved is a preset', async () => {
    const changed = withKnob(base, { kind: 'weight', name: 'volume', key: 'volume' }, 0.9);
    const { name, text } = presetFile(changed, base);
    expect(name).toBe('default-what-if.json');
    expect(await parsePreset(text, name)).toMatchObject({
      name: 'default-what-if',
      weights: { volume: 0.9 },
    });
  });

  test.each([
    [0.07, 0.05],
    [1, 1],
    [3.9, 2],
    [1234, 1000],
  ])('a step of %d is tidied to %d', (step, expected) => expect(tidyStep(step)).toBe(expected));
});

describe('metrics that are kept and judged again', () => {
  const feed = simulate({ seed: 3, marketCount: 120 });
  const asOf = feed.world.defaultAsOfMs;

  async function judged() {
    const session = await openSession(feed, { preset: base });
    const scanned = await session.scan({ asOf });
    const indexOf = new Map((await feed.markets()).map(({ symbol }, at) => [symbol, at]));
    const judge = await WhatIfJudge.of(scanned.result, 4, feed, { preset: base });
    return { scanned, indexOf, judge };
  }

  test('give what the scan gave while the preset is the same', async () => {
    const { scanned, indexOf, judge } = await judged();
    const again = await judge.judge(base, indexOf, () => 0);
    const first = snapshotOf(scanned.result, 4, indexOf, scanned);
    expect({ ...again, resultSha256: null, run: null }).toEqual({ ...first, resultSha256: null, run: null });
  });

  test('and what a scan by the changed preset gives when it is not', async () => {
    const { indexOf, judge } = await judged();
    let changed = withKnob(base, { kind: 'filter', name: 'change1h', key: 'minPct' }, 0.5);
    changed = withKnob(changed, { kind: 'filter', name: 'surgeLong', key: 'min' }, 1.2);
    changed = withKnob(changed, { kind: 'weight', name: 'volume', key: 'volume' }, 0.9);
    const again = await judge.judge(changed, indexOf, () => 0);
    const session = await openSession(feed, { preset: changed });
    const { result } = await session.scan({ asOf });
    expect(result.counts.passed).toBeGreaterThan(2);
    expect(again).toMatchObject(columnsOf(result.markets, indexOf));
    expect(again.funnel).toEqual(result.funnel);
    expect(again.counts).toEqual(result.counts);
  });
});
