import { VERSION } from '#embedded/version';

/**
 * The version in package.json, written into a module by the build: a bundle has no package.json beside it.
 */
export function squallVersion(): string {
  return VERSION;
}
