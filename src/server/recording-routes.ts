import { closeSync, existsSync } from 'node:fs';
import { basename } from 'node:path';
import { openPlainFile } from '../files/plain-file.js';
import { FileGrowth, fileStateOf } from './file-growth.js';
import { type GuardedRequest, jsonReply, type Reply, type Route } from './routes.js';

/** A recording and the id by which a page requests it. */
export interface ServedRecording {
  readonly id: string;
  readonly path: string;
}

/** An id is not a path: the name of the file as far as it fits into a URL, and its number. */
export function servedRecordings(paths: readonly string[]): ServedRecording[] {
  return paths.map((path, index) => {
    const name = basename(path, '.squall')
      .toLowerCase()
      .replace(/[^0-9a-z]+/g, '-');
    return { id: `${name.replace(/^-+|-+$/g, '').slice(0, 40) || 'recording'}-${index + 1}`, path };
  });
}

/** Recordings by id: their list, their bytes, and events that announce more. */
export function recordingRoutes(served: readonly ServedRecording[]): Route[] {
  const growthOf = new Map(served.map(({ id, path }) => [id, new FileGrowth(path)]));
  return [
    {
      method: 'GET',
      pattern: '/recordings',
      handler: () => jsonReply({ recordings: served.map(({ id, path }) => ({ id, name: basename(path) })) }),
    },
    {
      method: 'GET',
      pattern: '/recordings/:id',
      handler: (request) => {
        const growth = growthOf.get(request.params.id);
        return growth === undefined || !existsSync(growth.path)
          ? notThere()
          : bytesReply(growth.path, request);
      },
    },
    {
      method: 'GET',
      pattern: '/recordings/:id/events',
      handler: ({ params }) => {
        const growth = growthOf.get(params.id);
        // A file that does not exist yet will.
        if (growth === undefined) return notThere();
        return { events: (send) => growth.listen((state) => send('growth', state)) };
      },
    },
  ];
}

function notThere(): Reply {
  return jsonReply({ error: { code: 'NOT_FOUND', message: 'There is no such recording.' } }, 404);
}

/** The file, or its end from an offset on: that is how a page follows a growing one. */
function bytesReply(path: string, { range }: GuardedRequest): Reply {
  const { descriptor, stat } = openPlainFile(path);
  const { bytes: size, file } = fileStateOf(stat);
  const fromByte = range === null ? 0 : Number(/^bytes=(\d{1,15})-$/.exec(range)?.[1] ?? 0);
  const type = 'application/octet-stream';
  const headers = { 'Accept-Ranges': 'bytes', ETag: `"${file}"` };
  if (fromByte >= size && fromByte > 0) {
    closeSync(descriptor);
    return { status: 416, type, headers: { ...headers, 'Content-Range': `bytes */${size}` }, body: '' };
  }
  const body = { descriptor, fromByte, bytes: size - fromByte };
  if (fromByte === 0) return { type, headers, body };
  const contentRange = `bytes ${fromByte}-${size - 1}/${size}`;
  return { status: 206, type, headers: { ...headers, 'Content-Range': contentRange }, body };
}
