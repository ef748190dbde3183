/** What `squall export --html` has put into the page: the bytes of a recording and its name; null = nothing. */
export async function embeddedRecording(): Promise<{
  readonly name: string;
  readonly bytes: Uint8Array;
} | null> {
  const element = document.getElementById('recording');
  const text = element?.textContent.trim() ?? '';
  if (element === null || text === '') return null;
  // Decoding by a data URL is native code: `atob` would make a string of every byte first.
  const response = await fetch(`data:application/octet-stream;base64,${text}`);
  element.remove();
  return { name: element.dataset.name ?? 'recording', bytes: new Uint8Array(await response.arrayBuffer()) };
}
