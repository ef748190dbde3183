import { readFileSync, writeFileSync } from 'node:fs';
import { withEveryExchange } from './exchange-docs.js';

const FILE = 'docs/exchanges.md';

/** Writes the list of all exchanges into docs/exchanges.md. */
writeFileSync(FILE, await withEveryExchange(readFileSync(FILE, 'utf8')));
