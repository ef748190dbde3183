/** Parts of a request that could contain a credential. */
export interface SignedParts {
  readonly url: string;
  readonly headers?: object | undefined;
  readonly body?: unknown;
}

/**
 * Headers that identify a client to exchanges; those of a public request, such as `x-bitopro-api`, are not
 * among them.
 */
const HEADER =
  /auth|cookie|sign|secret|token|passphrase|payload|nonce|digest|account|wallet|access|apikey|appkey|(^|[-_])(key|pck|mac|stamp)$|[-_]key[-_]|api-(id|expires)|request-api|^(apikey|appid|userid|tapi-id)$/i;
const PARAMETER =
  /^(api_?key|access_?(key|id)(_?id)?|accesskeyid|signature(_?method|_?version)?|sign|sig|secret|token|passphrase|password|publickey|nonce|tonce)$/i;

/** Parts of the client's tables of calls that require a key although their names do not say so. */
const PRIVATE_API = /private|^(sapi|papi)(V\d+)?$|^(ecapi|tlapi|broker|earn)$/i;

/** Whether a call belongs to a private interface. @param api  as the client names it: `private`, `['v3', 'private']` */
export function isPrivateApi(api: unknown): boolean {
  return [api].flat().some((part) => typeof part === 'string' && PRIVATE_API.test(part));
}

/** The part of a request that is a credential or a signature: `header "authorization"`; null = none. */
export function credentialIn({ url, headers = {}, body }: SignedParts): string | null {
  const header = Object.keys(headers).find((name) => HEADER.test(name));
  if (header !== undefined) return `header ${JSON.stringify(header)}`;
  const names = [...parametersOf(url), ...(typeof body === 'string' ? namesIn(body) : [])];
  const parameter = names.find((name) => PARAMETER.test(name));
  return parameter === undefined ? null : `parameter ${JSON.stringify(parameter)}`;
}

function parametersOf(url: string): string[] {
  return URL.canParse(url) ? [...new URL(url).searchParams.keys()] : [];
}

/** Names of the fields of a body, JSON or form. */
function namesIn(body: string): string[] {
  try {
    const parsed: unknown = JSON.parse(body);
    return typeof parsed === 'object' && parsed !== null ? Object.keys(parsed) : [];
  } catch {
    return [...new URLSearchParams(body).keys()];
  }
}
