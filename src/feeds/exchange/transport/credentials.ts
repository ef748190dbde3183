/** What of a request could hold a credential. */
export interface SignedParts {
  readonly url: string;
  readonly headers?: object | undefined;
  readonly body?: unknown;
}

/** Headers by which exchanges know who asks; those of a public request, such as `x-bitopro-api`, are none of them. */
const HEADER =
  /auth|cookie|sign|secret|token|passphrase|payload|nonce|digest|account|wallet|access|apikey|appkey|(^|[-_])(key|pck|mac|stamp)$|[-_]key[-_]|api-(id|expires)|request-api|^(apikey|appid|userid|tapi-id)$/i;
const PARAMETER =
  /^(api_?key|access_?(key|id)(_?id)?|accesskeyid|signature(_?method|_?version)?|sign|sig|secret|token|passphrase|password|publickey|nonce|tonce)$/i;

/** Parts of the client's tables of calls that are for holders of a key though they are not named so. */
const PRIVATE_API = /private|^(sapi|papi)(V\d+)?$|^(ecapi|tlapi|broker|earn)$/i;

/** Whether a call belongs to a private interface. @param api  as the client names it: `private`, `['v3', 'private']` */
export function isPrivateApi(api: unknown): boolean {
  return [api].flat().some((part) => typeof part === 'string' && PRIVATE_API.test(part));
}

/** What of a request is a credential or part of a signature: `header "authorization"`; null = nothing. */
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
