/** Data embedded by `squall export --html`: the bytes of a recording and its name; null = nothing. */
export async function embeddedRecording(): Promise<{
  readonly name: string;
  readonly bytes: Uint8Array;
} | null> {
  const element = document.getElementById('recording');
  const text = element?.textContent.trim() ?? '';
  if (element === null || text === '') return null;
  // Decoding via a data URL is native code: `atob` would create a string of every byte first.
  const response = await fetch(`data:application/octet-stream;base64,${text}`);
  element.remove();
  return { name: element.dataset.name ?? 'recording', bytes: new Uint8Array(await response.arrayBuffer()) };
}
