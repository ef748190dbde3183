/** Not in the compiler's declarations yet. */
interface TrustedTypes {
  createPolicy(name: 'default', rules: { createScriptURL: (url: string) => string }): unknown;
}

/**
 * Lets workers start only from this page's own origin, if the content security policy requires trusted types.
 * Markup and scripts from text stay blocked: there is no rule for them.
 */
export function trustOwnScripts(): void {
  const { trustedTypes } = globalThis as { readonly trustedTypes?: TrustedTypes };
  trustedTypes?.createPolicy('default', { createScriptURL: ownUrl });
}

function ownUrl(url: string): string {
  const { protocol, origin } = new URL(url, location.href);
  if (origin === location.origin || protocol === 'blob:') return url;
  throw new TypeError(`Expected a script of ${location.origin}, got one of ${origin}.`);
}
