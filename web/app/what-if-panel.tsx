import { knobsOf, changesOf, switchesOf } from '../model/what-if.js';
import { displaySymbol } from '../../src/market/symbol.js';
import type { Preset } from '../../src/presets/preset.js';
import type { Knob } from '../model/what-if.js';
import { resetPreset, savePreset, switchFilter, turnKnob } from './actions.js';
import * as store from './store.js';
import { durationText, figureText, spokenName } from './text.js';

/** The preset's numbers as sliders; the ranking updates while one is dragged. */
export function WhatIfPanel() {
  const base = store.opened.value?.preset;
  if (base === undefined) return null;
  const preset = store.changedPreset.value ?? base;
  const knobs = knobsOf(preset, base);
  const changes = changesOf(preset, base);
  const usual = new Map(knobsOf(base, base).map((knob) => [idOf(knob), knob.value]));
  return (
    <div class="what-if">
      <div class="what-if-head">
        <p>
          Preset <b>{displaySymbol(base.name)}</b>
          {changes === 0 ? ', as scanned' : `, ${changes} ${changes === 1 ? 'change' : 'changes'}`}
          <Effect />
        </p>
        <button type="button" class="text-button" disabled={changes === 0} onClick={resetPreset}>
          Reset
        </button>
        <button type="button" class="text-button strong" onClick={savePreset}>
          Save as preset
        </button>
      </div>
      <FilterSwitches base={base} preset={preset} />
      <div class="knob-columns">
        <Knobs title="Thresholds" knobs={knobs.filter(({ kind }) => kind === 'filter')} usual={usual} />
        <Knobs title="Weights" knobs={knobs.filter(({ kind }) => kind === 'weight')} usual={usual} />
      </div>
    </div>
  );
}

/**
 * Filters that can be switched off; one that rejected a market before its candles were requested cannot let
 * it in.
 */
function FilterSwitches({ base, preset }: { readonly base: Preset; readonly preset: Preset }) {
  return (
    <fieldset class="filter-switches">
      <legend>Filters</legend>
      {switchesOf(base).map((name) => (
        <label key={name}>
          <input
            type="checkbox"
            checked={preset.filters[name] !== undefined}
            onInput={({ currentTarget }) => switchFilter(name, currentTarget.checked)}
          />{' '}
          {spokenName(name)}
        </label>
      ))}
    </fieldset>
  );
}

function idOf({ kind, name, key }: Knob): string {
  return `${kind}-${name}-${key}`;
}

/** The effect of the change, and the time it took. */
function Effect() {
  const [changed, before] = [
    store.changedPreset.value === null ? null : store.whatIf.value,
    store.recorded.value,
  ];
  if (changed === null || before === null) return null;
  return (
    <span class="muted">
      {' '}
      · {before.counts.passed} → <b>{changed.counts.passed}</b> pass · {durationText(changed.run.totalMs)}
    </span>
  );
}

interface KnobsProps {
  readonly title: string;
  readonly knobs: readonly Knob[];
  readonly usual: ReadonlyMap<string, number>;
}

function Knobs({ title, knobs, usual }: KnobsProps) {
  return (
    <fieldset>
      <legend>{title}</legend>
      {knobs.map((knob) => (
        <KnobRow key={idOf(knob)} knob={knob} isChanged={usual.get(idOf(knob)) !== knob.value} />
      ))}
    </fieldset>
  );
}

function KnobRow({ knob, isChanged }: { readonly knob: Knob; readonly isChanged: boolean }) {
  const id = idOf(knob);
  const label =
    knob.kind === 'weight'
      ? spokenName(knob.name)
      : `${spokenName(knob.name)} · ${spokenName(knob.key).toLowerCase()}`;
  return (
    <div class={`knob ${isChanged ? 'changed' : ''}`} title={knob.description}>
      <label for={id}>{label}</label>
      <input
        id={id}
        type="range"
        min={knob.min}
        max={knob.max}
        step={knob.step}
        value={knob.value}
        aria-valuetext={`${figureText(knob.value)} ${knob.unit ?? ''}`.trim()}
        onInput={({ currentTarget }) => turnKnob(knob, Number(currentTarget.value))}
      />
      <output for={id}>{figureText(knob.value)}</output>
    </div>
  );
}
