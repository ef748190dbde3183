import type { DemoMoment } from '../../presets/demo-moments.js';
import { DEMO_MOMENTS } from '../../presets/demo-moments.js';
import type { Preset } from '../../presets/preset.js';
import { wrapWords } from './columns.js';
import { needsText, presetNeeds } from './preset-needs.js';
import { presetWords, CHARACTERISTIC } from './preset-words.js';

/** A preset with what it needs, what it requires of a market, and what it finds in the simulated market. */
export function listedPreset(preset: Preset) {
  const { name, filters } = preset;
  const demo = DEMO_MOMENTS[name];
  return {
    ...preset,
    needs: presetNeeds(filters),
    asks: presetWords(filters),
    demo: { ...demo, command: demoCommand(name, demo) },
  };
}

/** `squall scan --preset NAME`, with a seed and time if it finds nothing without them. */
function demoCommand(name: string, { seed, asOf }: DemoMoment): string {
  return [
    `squall scan --preset ${name}`,
    ...(seed === 1 ? [] : [`--seed ${seed}`]),
    ...(asOf === null ? [] : [`--as-of ${asOf}`]),
  ].join(' ');
}

/** One paragraph per preset: its name and purpose, then what it requires, needs and finds. */
export function presetList(presets: readonly Preset[], width: number): string {
  const paragraphs = presets.map((preset) => {
    const { name, description, filters, needs, demo } = listedPreset(preset);
    return [
      name,
      ...indented('', description, width),
      ...indented('asks   ', presetWords(filters, CHARACTERISTIC).join(', '), width),
      ...indented('needs  ', needsText(needs), width),
      ...indented('finds  ', `${demo.passed} in the simulated market: ${demo.command}`, width),
    ].join('\n');
  });
  return `${[...paragraphs, 'All limits of a preset: squall presets show NAME'].join('\n\n')}\n`;
}

function indented(label: string, text: string, width: number): string[] {
  const lines = wrapWords(text.split(' '), ' ', width - 2 - label.length, '');
  const rest = ' '.repeat(label.length);
  return lines.map((line, index) => `  ${index === 0 ? label : rest}${line}`);
}
