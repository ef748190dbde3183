import { writeFileSync } from 'node:fs';
import { configurationDocs } from './configuration-docs.js';

/** Writes docs/configuration.md. */
writeFileSync('docs/configuration.md', configurationDocs());
