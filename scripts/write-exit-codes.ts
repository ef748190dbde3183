import { writeFileSync } from 'node:fs';
import { exitCodeDocs } from './exit-code-docs.js';

/** Writes docs/exit-codes.md. */
writeFileSync('docs/exit-codes.md', exitCodeDocs());
