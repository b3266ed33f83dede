import { useEffect, useRef } from 'react';
import { headers } from './client';
import { found, lost } from './reachable';

/** One event of a stream. */
export interface Told {
  id: string | undefined;
  event: string;
  data: string;
}

const LEAST_WAIT_MS = 500;
const MOST_WAIT_MS = 15_000;

/** Parts of a stream as events; what is not whole yet is given back. */
export function parse(text: string, heard: (told: Told) => void): string {
  const blocks = text.split(/\r?\n\r?\n/);
  const rest = blocks.pop() ?? '';
  for (const block of blocks) {
    const told: Told = { id: undefined, event: 'message', data: '' };
    const data: string[] = [];
    for (const line of block.split(/\r?\n/)) {
      const at = line.indexOf(':');
      if (at === 0) continue;
      const name = at < 0 ? line : line.slice(0, at);
      const value = at < 0 ? '' : line.slice(at + 1).replace(/^ /, '');
      if (name === 'id') told.id = value;
      else if (name === 'event') told.event = value;
      else if (name === 'data') data.push(value);
    }
    told.data = data.join('\n');
    if (told.id !== undefined || data.length > 0) heard(told);
  }
  return rest;
}

async function read(
  path: string,
  last: string | undefined,
  signal: AbortSignal,
  heard: (told: Told) => void,
) {
  const asked = {
    ...headers(),
    Accept: 'text/event-stream',
    ...(last === undefined ? {} : { 'Last-Event-ID': last }),
  };
  const answer = await fetch(path, { headers: asked, signal, cache: 'no-store' });
  if (!answer.ok || answer.body === null) throw new Error(String(answer.status));
  found();
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    text = parse(text + value, heard);
  }
}

/** Follows a stream and goes on where it broke; until it is let go. */
export function follow(path: string, heard: (told: Told) => void): () => void {
  const gone = new AbortController();
  let last: string | undefined;
  let wait = LEAST_WAIT_MS;
  const hear = (told: Told) => {
    wait = LEAST_WAIT_MS;
    last = told.id ?? last;
    heard(told);
  };
  void (async () => {
    while (!gone.signal.aborted) {
      try {
        await read(path, last, gone.signal, hear);
      } catch (cause) {
        if (gone.signal.aborted) return;
        if (cause instanceof TypeError) lost();
      }
      await new Promise((over) => setTimeout(over, wait * (0.75 + Math.random() / 2)));
      wait = Math.min(wait * 2, MOST_WAIT_MS);
    }
  })();
  return () => gone.abort();
}

/** Follows a stream while a component is there. */
export function useLive(path: string | undefined, heard: (told: Told) => void): void {
  const latest = useRef(heard);
  latest.current = heard;
  useEffect(() => (path === undefined ? undefined : follow(path, (told) => latest.current(told))), [path]);
}
