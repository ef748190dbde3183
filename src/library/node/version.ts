import { readFileSync } from 'node:fs';

interface PackageManifest {
  readonly version: string;
}

/** The version in package.json, seen from build/js/src/library/node/. */
export function squallVersion(): string {
  const manifest = new URL('../../../../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(manifest, 'utf8')) as PackageManifest).version;
}
