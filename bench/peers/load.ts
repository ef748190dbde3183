import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { ADAPTERS } from './adapters.js';
import type { Package, Peer } from './contract.js';

export interface LoadedPeer extends Peer {
  readonly version: string;
}

/** bench/peers/package.json, relative to build/js/bench/peers/. */
const MANIFEST = new URL('../../../../bench/peers/package.json', import.meta.url);

/** The installed peers (npm ci in bench/peers), and a line for each missing one. */
export async function loadPeers(
  names: readonly string[],
): Promise<{ peers: LoadedPeer[]; skipped: string[] }> {
  const peers: LoadedPeer[] = [];
  const skipped: string[] = [];
  for (const { name, isNative, adapter } of ADAPTERS) {
    if (!names.includes(name)) continue;
    try {
      const { library, version } = await importPeer(name);
      peers.push({ name, isNative, version, indicators: adapter(library) });
    } catch (error) {
      skipped.push(`${name} is not installed: ${(error as Error).message.split('\n')[0]}`);
    }
  }
  return { peers, skipped };
}

/** @throws {Error} it is not installed. */
export async function importPeer(name: string): Promise<{ library: Package; version: string }> {
  const library = await importFile(createRequire(MANIFEST).resolve(name));
  const manifest = new URL(`node_modules/${name}/package.json`, MANIFEST);
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
  return { library, version };
}

/** Members of a CommonJS package are under its default export. */
async function importFile(path: string): Promise<Package> {
  if (path.endsWith('.node')) return createRequire(MANIFEST)(path) as Package;
  const module = (await import(pathToFileURL(path).href)) as Package & { default?: Package };
  return { ...module.default, ...module };
}
