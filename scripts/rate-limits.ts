// Writes the tables of docs/rate-limits.md from the cost tables. Run: npm run rate-limits
import { readFileSync, writeFileSync } from 'node:fs';
import { withTables } from './rate-limits/tables.js';

const FILE = 'docs/rate-limits.md';
writeFileSync(FILE, withTables(readFileSync(FILE, 'utf8')));
