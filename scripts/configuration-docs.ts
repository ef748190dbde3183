import { flagOf, SETTINGS, variableOf } from '../src/cli/settings.js';
import type { SettingName } from '../src/cli/settings.js';

function row(name: SettingName): string {
  const { flags, description } = SETTINGS[name];
  const value = flags.slice(flagOf(name).length).trim();
  const flag = value === '' ? flagOf(name) : `${flagOf(name)} ${value}`;
  const cells = [`\`${name}\``, `\`${flag}\``, `\`${variableOf(name)}\``, description];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

/** The text of docs/configuration.md. */
export function configurationDocs(): string {
  return `# Configuration

Made by \`npm run configuration\`; do not edit.

Every setting below can be given as a flag, as an environment variable and in a config file. A later source wins:

1. the default;
2. what \`--profile\` sets ([profiles.md](profiles.md));
3. \`$XDG_CONFIG_HOME/squall/config.json\`, else \`~/.config/squall/config.json\`;
4. \`squall.json\` in the current folder;
5. \`SQUALL_*\` variables;
6. the file of \`--config FILE\`;
7. flags.

Of \`exchange\`, \`recording\` and \`store\`, only the one set last in this order counts, and
\`--candles\` or \`--simulate\` replaces any of them.

A config file is a JSON object of settings by name; toggles are \`true\` or \`false\`:

\`\`\`json
{ "preset": "breakout-v1", "limit": 10, "every": "5m", "color": "never" }
\`\`\`

\`--print-config\` shows the effective settings of a verb and where each comes from; with \`--json\` it prints them as a config
file:

\`\`\`sh
squall scan --limit 10 --print-config
squall scan --limit 10 --print-config --json > squall.json
\`\`\`

A \`squall.json\` applies without being named, and a folder may belong to someone else. So it can shape a scan, but not set
\`onEnter\`, which runs a program, \`stateDir\`, \`metrics\`, \`baseUrl\` or \`paceOff\`, and \`record\`, \`newSince\` and \`storeDir\` only inside its folder, with
links followed; anything else is rejected (exit 78), and \`--config squall.json\` accepts it all.

Unknown settings and unknown \`SQUALL_*\` variables are rejected (exit 78) with the nearest known name. \`SQUALL_DEBUG=1\` adds
a stack trace to internal errors; \`SQUALL_TOKEN\` is the token of \`squall serve\`. A verb ignores settings that it does not take; options of one verb only, such as \`--port\` of \`serve\`, are flags alone.

| name | flag | variable | meaning |
| --- | --- | --- | --- |
${(Object.keys(SETTINGS) as SettingName[]).map(row).join('\n')}
`;
}
