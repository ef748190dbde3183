import { request } from './raw-client.js';

/** One hostile request: its attack, its bytes, and the expected status. */
export interface Hostile {
  readonly name: string;
  readonly bytes: string | Uint8Array;
  readonly status: number;
}

type Bytes = string | Uint8Array;

const JSON_TYPE = 'Content-Type: application/json';

/** What of a server they are sent to. */
export interface Attacked {
  /** A path that can be read. */
  readonly read: string;
  /** A path to which changes are sent. */
  readonly change: string;
  /** Whether anything can be changed there; if nothing can, bodies are rejected whatever they contain. */
  readonly isChangeable: boolean;
}

const MONITOR: Attacked = { read: '/health', change: '/thresholds', isChangeable: true };

/** What web pages, other programs and broken clients might send to a server on this port. */
export function hostileRequests(
  port: number,
  token: string,
  { read, change, isChangeable }: Attacked = MONITOR,
): readonly Hostile[] {
  const all: Hostile[] = [];
  const add = (status: number, name: string, bytes: Bytes): void => void all.push({ name, bytes, status });
  const ours = `http://127.0.0.1:${port}`;

  const hosts = [
    ['', 'evil.example', `evil.example:${port}`, `localhost.evil:${port}`, `127.0.0.1.evil:${port}`],
    [`127.0.0.1.:${port}`, `localhost.:${port}`, `LOCALHOST:${port}`, `0.0.0.0:${port}`, `[::]:${port}`],
    [`127.1:${port}`, `2130706433:${port}`, `0x7f000001:${port}`, `0177.0.0.1:${port}`, `127.0.0.2:${port}`],
    [`[::ffff:127.0.0.1]:${port}`, `user@127.0.0.1:${port}`, `127.0.0.1:${port}, evil.example`],
    [`127.0.0.1:${port + 1}`, '127.0.0.1', 'localhost', `127.0.0.1:0${port}`, `127.0.0.1:${port}/`],
    [`127.0.0.1:${port} evil.example`, `http://127.0.0.1:${port}`, '169.254.169.254', `127.0.0.1:${port}#`],
  ].flat();
  for (const host of hosts)
    add(421, `Host ${JSON.stringify(host)}`, request(port, `GET ${read}`, [], { host }));
  add(421, 'no Host', `GET ${read} HTTP/1.1\r\n\r\n`);
  add(421, 'no Host, HTTP/1.0', `GET ${read} HTTP/1.0\r\n\r\n`);
  add(421, 'two Hosts, ours first', request(port, `GET ${read}`, ['Host: evil.example']));
  add(
    421,
    'two Hosts, ours last',
    request(port, `GET ${read}`, [`Host: 127.0.0.1:${port}`], { host: 'evil' }),
  );
  add(
    421,
    'Host of an upgrade',
    request(port, `GET ${read}`, ['Upgrade: websocket'], { host: 'evil.example' }),
  );
  add(421, 'an absolute target for another Host', request(port, 'GET http://evil/', [], { host: 'evil' }));

  const targets = [
    [
      '//',
      '///',
      'http://[',
      'http://',
      `${ours}${read}`,
      'https://evil.example/',
      'file:///etc/passwd',
      '*',
    ],
    ['/..', '/../../etc/passwd', `${read}/..`, `/health/..${read}`, `/.${read}`, '/.env', '/.git/config'],
    [
      '/%2e%2e',
      '/%2e%2e%2fetc%2fpasswd',
      '/%252e%252e/',
      '/..%5c..%5cboot.ini',
      '/%00',
      `${read}%00.png`,
      '/%',
    ],
    [
      '/%zz',
      '/%c0%ae%c0%ae/',
      `${read}%2f..`,
      `/${read}`,
      `${read}//`,
      `${read}/`,
      '/\\health',
      '/..\\health',
    ],
    [`${read};x=1`, `${read}#x`, '/~root', '/C:/windows', `${read}|id`, '/<script>', `${read}?x=%00`],
    [`${read}?x=%0d%0aSet-Cookie:a`, '/recordings/..', '/recordings/%2e%2e', '/recordings/a%2fb'],
  ].flat();
  for (const target of targets) add(400, `target ${target}`, request(port, `GET ${target}`));
  add(414, 'a target of 2049 bytes', request(port, `GET /${'a'.repeat(2048)}`));
  const unknown = [
    '/etc/passwd',
    '/records',
    '/recordings/UPPER',
    '/recordings/a.b',
    `${read}/x`,
    '/favicon.ico',
  ];
  for (const target of unknown) add(404, `target ${target}`, request(port, `GET ${target}`));
  add(404, 'an id of 65 letters', request(port, `GET /recordings/${'a'.repeat(65)}`));

  for (const method of [
    'PUT',
    'DELETE',
    'PATCH',
    'OPTIONS',
    'TRACE',
    'PROPFIND',
    'LOCK',
    'PURGE',
    'SEARCH',
  ]) {
    add(405, `method ${method}`, request(port, `${method} ${read}`));
  }
  add(405, 'CONNECT to elsewhere', request(port, 'CONNECT evil.example:443'));
  add(405, 'CONNECT to us', request(port, `CONNECT 127.0.0.1:${port}`));
  add(400, 'a method in lower case', request(port, `get ${read}`));
  add(400, 'a method that does not exist', request(port, `GRAB ${read}`));
  if (isChangeable) add(405, 'GET of what only POST can', request(port, `GET ${change}`));

  const post = (headers: readonly string[], body = '{}'): string =>
    request(port, `POST ${change}`, [`Content-Length: ${Buffer.byteLength(body)}`, ...headers], { body });
  const bearer = `Authorization: Bearer ${token}`;
  const good = [JSON_TYPE, bearer, `Origin: ${ours}`];
  add(405, 'POST of what only GET can', request(port, `POST ${read}`, [...good, 'Content-Length: 0']));

  const foreign = [
    [
      'null',
      'http://evil.example',
      `http://evil.example:${port}`,
      'https://127.0.0.1',
      `https://127.0.0.1:${port}`,
    ],
    [`http://127.0.0.1:${port}.evil.example`, `http://127.0.0.1:${port + 1}`, `127.0.0.1:${port}`, ''],
    [`HTTP://127.0.0.1:${port}`, `${ours}/`, `${ours} http://evil.example`, 'file://'],
  ].flat();
  for (const origin of foreign) {
    add(403, `POST from Origin ${JSON.stringify(origin)}`, post([JSON_TYPE, bearer, `Origin: ${origin}`]));
  }
  add(403, 'POST without Origin', post([JSON_TYPE, bearer]));
  add(403, 'POST from two Origins', post([...good, 'Origin: http://evil.example']));
  for (const site of ['cross-site', 'same-site', 'none', 'nonsense']) {
    add(403, `POST of Sec-Fetch-Site ${site}`, post([JSON_TYPE, bearer, `Sec-Fetch-Site: ${site}`]));
  }
  add(403, 'POST whose Sec-Fetch-Site contradicts its Origin', post([...good, 'Sec-Fetch-Site: cross-site']));
  add(403, 'a cross-site form', post(['Content-Type: text/plain', 'Sec-Fetch-Site: cross-site']));
  add(403, 'GET by a script of another site', request(port, `GET ${read}`, ['Origin: http://evil.example']));
  add(403, 'an image of another site', request(port, `GET ${read}`, ['Sec-Fetch-Site: cross-site']));

  const badTokens = ['', 'x', token.slice(1), `${token}x`, token.toUpperCase(), 'x'.repeat(300), 'ä'];
  for (const bad of badTokens) {
    add(
      401,
      `token ${JSON.stringify(bad.slice(0, 30))}`,
      post([JSON_TYPE, `Origin: ${ours}`, `Authorization: Bearer ${bad}`]),
    );
  }
  add(401, 'no token', post([JSON_TYPE, `Origin: ${ours}`]));
  add(401, 'a token as a password', post([JSON_TYPE, `Origin: ${ours}`, `Authorization: Basic ${token}`]));
  add(401, 'two tokens', post([...good, bearer]));

  const addBody = (status: number, name: string, bytes: Bytes): void =>
    add(isChangeable ? status : 405, name, bytes);
  const [, ...untyped] = good;
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', 'text/json']) {
    addBody(415, `Content-Type ${type}`, post([...untyped, `Content-Type: ${type}`]));
  }
  addBody(415, 'no Content-Type', post(untyped));
  addBody(415, 'a body that is compressed', post([...good, 'Content-Encoding: gzip']));
  addBody(400, 'a body that is not JSON', post(good, '{"a":'));
  addBody(400, 'an empty body', post(good, ''));
  addBody(
    413,
    'a body of 1 GiB, by its header',
    request(port, `POST ${change}`, [...good, 'Content-Length: 1073741824']),
  );
  const chunk = `4000\r\n${'x'.repeat(0x4000)}\r\n`;
  const chunked = [...good, 'Transfer-Encoding: chunked'];
  addBody(413, 'chunks without end', request(port, `POST ${change}`, chunked, { body: chunk.repeat(3) }));
  add(413, 'GET with a body', request(port, `GET ${read}`, ['Content-Length: 4'], { body: 'body' }));
  const smuggled = { body: '0\r\n\r\nGET /admin HTTP/1.1\r\n\r\n' };
  add(
    400,
    'smuggling by two lengths',
    request(port, `POST ${change}`, [...chunked, 'Content-Length: 4'], smuggled),
  );
  add(
    400,
    'two Content-Lengths',
    request(port, `POST ${change}`, [...good, 'Content-Length: 1', 'Content-Length: 2']),
  );
  add(400, 'a negative Content-Length', request(port, `POST ${change}`, [...good, 'Content-Length: -1']));
  addBody(
    400,
    'a strange Transfer-Encoding',
    request(port, `POST ${change}`, [...good, 'Transfer-Encoding: xchunked']),
  );
  add(417, 'an Expect nobody knows', request(port, `GET ${read}`, ['Expect: 200-ok']));

  add(431, 'headers of 9 KiB', request(port, `GET ${read}`, [`X-Long: ${'a'.repeat(9 * 1024)}`]));
  add(
    431,
    '2000 headers',
    request(
      port,
      `GET ${read}`,
      Array.from({ length: 2000 }, (_, n) => `X-${n}: a`),
    ),
  );
  add(400, 'a header without a colon', request(port, `GET ${read}`, ['nonsense']));
  add(400, 'a NUL in a header', request(port, `GET ${read}`, ['X: a\0b']));
  add(400, 'a space before a colon', request(port, `GET ${read}`, ['X : a']));
  add(400, 'bare line feeds', `GET ${read} HTTP/1.1\nHost: 127.0.0.1:${port}\n\n`);
  add(421, 'HTTP/0.9', `GET ${read}\r\n\r\n`);
  add(400, 'HTTP/9.9', `GET ${read} HTTP/9.9\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
  add(400, 'the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
  add(
    400,
    'the hello of TLS',
    Uint8Array.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03]),
  );
  add(
    400,
    'bytes that mean nothing',
    Uint8Array.from({ length: 512 }, (_, n) => (n * 167 + 128) & 0xff),
  );
  add(400, 'a target with bytes above ASCII', request(port, 'GET /\u00e4\u00f6'));
  return all;
}
