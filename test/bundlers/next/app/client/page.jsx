'use client';

import { useEffect, useState } from 'react';
import { openSession, simulate } from 'squall';

async function scanned() {
  const session = await openSession(simulate({ seed: 11, marketCount: 24 }), { workers: 2 });
  const { result, workers } = await session.scan();
  await session.close();
  return `${result.resultSha256} ${workers}`;
}

/** Scanned by the browser. */
export default function Page() {
  const [text, setText] = useState('');
  useEffect(() => void scanned().then(setText, (error) => setText(error.message)), []);
  return <p id="hash">{text}</p>;
}
