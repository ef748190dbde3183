import { FAULTS } from '../src/emulator/faults/catalogue.js';
import { TOXICS } from '../test/support/toxics/toxic.js';
import type { Fault, Parameter } from '../src/emulator/faults/fault.js';

function rangeOf({ default: value, minimum, maximum, enum: choices }: Parameter): string {
  if (choices !== undefined) return `${choices.join(', ')}; default ${value}`;
  const range = minimum === undefined ? '' : `${minimum}–${maximum}, `;
  return `${range}default ${value}`;
}

function parametersOf({ parameters }: Fault): string {
  return Object.entries(parameters)
    .map(([name, parameter]) => `\`${name}\` (${rangeOf(parameter)})`)
    .join('; ');
}

const row = (...cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

function faultTable(faults: readonly Fault[]): string {
  return [
    row('fault', 'what happens', '`with`', 'ends in', 'row'),
    '|---|---|---|---|---|',
    ...faults.map((fault) =>
      row(`\`${fault.id}\``, fault.description, parametersOf(fault), fault.ends.join(', '), fault.row),
    ),
  ].join('\n');
}

/** docs/faults.md, generated from the catalogue. */
export function faultDocs(): string {
  const isData = ({ id }: Fault): boolean => /^(candles|markets)\./.test(id);
  return `# Faults that the emulator can inject

This file is written by \`npm run faults\` from \`src/emulator/faults/catalogue.ts\`.

A scenario is a JSON file with an array of rules (\`schemas/scenario.schema.json\`); the first rule that applies to a
request decides:

\`\`\`json
[
  { "on": { "endpoint": "klines", "symbol": "BTC*" }, "fault": "gzReset", "p": 0.05 },
  { "from": "20s", "for": "45s", "fault": "html200" },
  { "nth": 3, "fault": "s429", "with": { "retryAfter": 11 } }
]
\`\`\`

\`on\` narrows by \`endpoint\`, \`symbol\` and \`path\`; \`*\` matches any characters, a list any of its members.
\`from\` and \`for\` are times since the emulator started. \`nth\`, \`every\` and \`times\` count the matching requests in the
order of arrival. \`p\` is a probability, drawn by the seed separately for each market and endpoint, so that the same seed gives the same outcomes, whatever other requests come in between. The rows affected by a data fault are drawn in the same way.

"Ends in" is the outcome of a call that meets the fault on every attempt, with default parameters first; OK:
no code, the answer is sound. "Row" is the row of the fault matrix: N = network and HTTP, D = data.

## Network and HTTP

${faultTable(FAULTS.filter((fault) => !isData(fault)))}

## Data

${faultTable(FAULTS.filter(isData))}

## TCP, in front of the emulator

\`startTcpProxy\` (\`test/support/toxics/tcp-proxy.ts\`), in the words of Toxiproxy; \`direction\` is \`downstream\` (to
the client, default) or \`upstream\`.

${[
  row('toxic', 'what happens', 'row'),
  '|---|---|---|',
  ...Object.entries(TOXICS).map(([type, toxic]) => row(`\`${type}\``, toxic.description, toxic.row)),
].join('\n')}

## Not on the wire

N7 (names that do not resolve) and N20 (a dead proxy) lie on the client's side. N8 (certificates) is \`startTlsFront\`
(\`src/emulator/tls-front.ts\`) with a certificate that is expired, unknown or for another name, or plain HTTP where TLS
is expected. D15 (thousands of markets) is the size of the emulated world.
`;
}
