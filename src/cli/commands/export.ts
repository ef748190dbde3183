import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { openReplay } from '../../library/node/replay.js';
import { SquallError } from '../../util/squall-error.js';
import { writeResult, writeStdout } from '../output.js';
import { singlePage } from '../page-files.js';
import type { VerbOptions } from '../verb-options.js';

const PLACE = '<script id="recording" type="application/octet-stream"></script>';

/** `squall export FILE --html OUT`: one page that replays the recording from disk, without a server. */
export async function exportVerb({ flags, settings }: VerbOptions, path: string): Promise<void> {
  const { html } = flags;
  if (typeof html !== 'string')
    throw new SquallError('USAGE', 'Expected --html with the file to write, got none');
  const replay = await openReplay(path);
  const { length } = replay.recording.scans;
  await replay.close();
  if (length === 0) throw new SquallError('NO_DATA', `${path} has no scan to show`);
  const page = singlePage();
  if (!page.includes(PLACE)) throw new Error('The page has no place for a recording.');
  const data = readFileSync(path).toString('base64');
  const name = escapeAttribute(basename(path));
  const filled = `<script id="recording" type="application/octet-stream" data-name="${name}">${data}</script>`;
  // A function: `$` means nothing in it.
  await writeResult(
    page.replace(PLACE, () => filled),
    html,
  );
  if (!settings.quiet) await writeStdout(`${html}: ${length} scans of ${path}; open it in a browser\n`);
}

function escapeAttribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
