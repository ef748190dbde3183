import { listPresets, loadPreset } from '../../presets/index.js';
import type { Preset } from '../../presets/preset.js';
import { layOut } from '../format/columns.js';
import { listedPreset, presetList } from '../format/preset-list.js';
import { jsonText } from '../format/scan-formats.js';
import { terminalWidth } from '../format/terminal.js';
import { writeResult } from '../output.js';
import { readPresetFile } from '../../library/node/preset-file.js';
import type { VerbOptions } from '../verb-options.js';

/** For editors; relative to build/js/src/cli/commands/. */
const SCHEMA = new URL('../../../../../schemas/preset.schema.json', import.meta.url).href;

export async function listPresetsVerb({ format, output }: VerbOptions): Promise<void> {
  const presets = listPresets();
  const text =
    format === 'json'
      ? jsonText({ schemaVersion: 1, presets: presets.map(listedPreset) })
      : presetList(presets, terminalWidth());
  await writeResult(text, output);
}

export async function showPresetVerb({ output }: VerbOptions, name: string): Promise<void> {
  await writeResult(jsonText({ $schema: SCHEMA, ...loadPreset(name) }), output);
}

export async function validatePresetVerb({ format, output }: VerbOptions, file: string): Promise<void> {
  const preset = await readPresetFile(file);
  const text =
    format === 'json' ? jsonText({ schemaVersion: 1, valid: true, preset }) : describePreset(file, preset);
  await writeResult(text, output);
}

function describePreset(file: string, preset: Preset): string {
  const rows = Object.entries(preset.filters).map(([name, limits]) => ({
    name,
    limits: Object.entries(limits)
      .map(([limit, value]) => `${limit} ${String(value)}`)
      .join(', '),
  }));
  const table = layOut(
    [
      { title: 'Filter', align: 'left', giveWay: 0, cell: (row) => row.name },
      { title: 'Limits', align: 'left', giveWay: 0, cell: (row) => row.limits },
    ],
    rows,
    terminalWidth(),
  );
  const weights = Object.entries(preset.weights).map(([name, weight]) => `${name} ${weight}`);
  return [
    `${file} is a valid preset: ${preset.name}`,
    '',
    ...table,
    '',
    `Weights: ${weights.join(', ')}`,
    '',
  ].join('\n');
}
