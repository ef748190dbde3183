import { VERSION } from '#embedded/version';

/** The version in package.json, put into a module by the build: a bundle has no package.json beside it. */
export function squallVersion(): string {
  return VERSION;
}
