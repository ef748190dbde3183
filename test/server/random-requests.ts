import fc from 'fast-check';

/** Bytes of a client that means harm, in the pieces in which they are sent. */
export interface RandomRequest {
  readonly pieces: readonly Buffer[];
  /** Whether one of its headers names this server as the Host. */
  readonly namesUs: boolean;
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'OPTIONS', 'CONNECT', 'TRACE', 'get', '', 'G'.repeat(9_000)];
const TARGETS = [
  ...['/', '/health', '/recordings', '/recordings/day-1', '/api/v3/ping', '/assets/index.js', '*', '', '//'],
  ...['///etc/passwd', '/..', '/%2e%2e/', '/%00', '/\\evil', '/a#b', '/?a=%0d%0aX:y', '/?token=x', '/\u00e4'],
  ...['http://[', 'http://127.0.0.1/', 'http://evil.example/', 'file:///etc/passwd', 'evil.example:443'],
  ...[`/${'a'.repeat(2_100)}`, `/${'a/'.repeat(5_000)}`, `/?${'a=b&'.repeat(400)}`],
];
const VERSIONS = ['HTTP/1.1', 'HTTP/1.1', 'HTTP/1.1', 'HTTP/1.0', 'HTTP/0.9', 'HTTP/2.0', 'HTTP/1.1 x', ''];
const HEADERS = [
  ...[
    'Content-Length: 0',
    'Content-Length: 5',
    'Content-Length: -1',
    'Content-Length: +5',
    'Content-Length: 5,5',
  ],
  ...['Content-Length: 0x5', `Content-Length: ${'9'.repeat(30)}`, 'Transfer-Encoding: chunked'],
  ...['Transfer-Encoding: xchunked', 'Transfer-Encoding : chunked', 'Transfer-Encoding: chunked, identity'],
  ...[
    'Expect: 100-continue',
    'Expect: x',
    'Upgrade: websocket',
    'Connection: upgrade',
    'Connection: keep-alive',
  ],
  ...['Range: bytes=0-', 'Range: bytes=999999999999999-', 'Range: bytes=-1', 'Range: bytes=0-0,5-9'],
  ...['Origin: null', 'Origin: http://evil.example', 'Sec-Fetch-Site: cross-site', 'Cookie: a=b; squall-1=x'],
  ...[
    'Content-Type: application/json',
    'Content-Encoding: gzip',
    'Host: evil.example',
    'Host:',
    ' folded: x',
  ],
  ...[': x', 'x', 'X: a\0b', 'X: a\rb', `X: ${'a'.repeat(9_000)}`, 'X-Many: a\r\n'.repeat(2_500) + 'X: a'],
];
const BODIES = [
  ...['', '{}', 'hello', '5\r\nhello\r\n0\r\n\r\n', 'zz\r\nhello', '-1\r\n', 'ffffffffffffffff\r\nx', '5;'],
  ...[
    `5;${'e'.repeat(20_000)}\r\nhello\r\n`,
    '0\r\nTrailer: x\r\n\r\n',
    '5\nhello\n0\n\n',
    '['.repeat(50_000),
  ],
  ...['0\r\n\r\nGET /health HTTP/1.1\r\nHost: evil.example\r\n\r\n', 'x'.repeat(100_000)],
];

/** Most of a request is valid, so that the invalid part gets further than the first line. */
export function randomRequest(ours: string): fc.Arbitrary<RandomRequest> {
  const line = fc.tuple(
    fc.oneof({ weight: 3, arbitrary: fc.constant('GET') }, fc.constantFrom(...METHODS)),
    fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(...TARGETS) },
      fc.string({ unit: 'binary', maxLength: 30 }),
    ),
    fc.constantFrom(...VERSIONS),
  );
  const header = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...HEADERS) },
    fc.string({ unit: 'binary', maxLength: 30 }),
  );
  return fc
    .record({
      line,
      hosts: fc.constantFrom<string[]>([ours], [ours], [ours], [], ['evil.example'], [ours, 'evil.example']),
      headers: fc.array(header, { maxLength: 5 }),
      body: fc.constantFrom(...BODIES),
      end: fc.constantFrom('\r\n', '\r\n', '\r\n', '\n', '\r'),
      cuts: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 4 }),
      times: fc.constantFrom(1, 1, 1, 2, 20),
    })
    .map(({ line: [method, target, version], hosts, headers, body, end, cuts, times }) => {
      const lines = [`${method} ${target} ${version}`, ...hosts.map((host) => `Host: ${host}`), ...headers];
      const bytes = Buffer.from(`${lines.join(end)}${end}${end}${body}`.repeat(times), 'latin1');
      return { pieces: inPieces(bytes, cuts), namesUs: hosts.includes(ours) };
    });
}

function inPieces(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const places = [...cuts.map((cut) => Math.floor(cut * bytes.length)).sort((a, b) => a - b), bytes.length];
  return places.map((place, index) => bytes.subarray(index === 0 ? 0 : places[index - 1], place));
}
