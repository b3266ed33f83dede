import createClient from 'openapi-fetch';
import { chosen } from '../language/language';
import { credentials } from '../session/session';
import { Refused, Unreachable, type Problem } from './problem';
import { found, lost } from './reachable';
import type { paths } from './schema';

/** Headers that every request carries: who asks, and in which language. */
export function headers(): Record<string, string> {
  return { ...credentials(), 'Accept-Language': chosen() };
}

/** The HTTP API, typed by its description. */
export const api = createClient<paths>({
  fetch: async (request) => {
    for (const [name, value] of Object.entries(headers())) {
      if (!request.headers.has(name)) request.headers.set(name, value);
    }
    // A repeat of the same request gives the same answer, so one that got lost can be sent again.
    if (request.method === 'POST' && !request.headers.has('Idempotency-Key')) {
      request.headers.set('Idempotency-Key', crypto.randomUUID());
    }
    try {
      const answer = await fetch(request);
      found();
      return answer;
    } catch (cause) {
      if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
      lost();
      throw new Unreachable(cause);
    }
  },
});

type Answer<T> = { data?: T; error?: unknown; response: Response };

/** The answer, or the refusal as an error. */
export async function ask<T>(asked: Promise<Answer<T>>): Promise<T> {
  return (await askTagged(asked)).data;
}

/** The answer with the tag of the state that it tells, for `If-Match`. */
export async function askTagged<T>(asked: Promise<Answer<T>>): Promise<{ data: T; tag: string | undefined }> {
  const { data, error, response } = await asked;
  if (!response.ok) throw new Refused(problem(error, response));
  // No content is an answer too.
  return { data: data as T, tag: response.headers.get('ETag') ?? undefined };
}

/** A file of the server, which may want to know who asks. */
export async function download(path: string): Promise<{ blob: Blob; name: string | undefined }> {
  let answer: Response;
  try {
    answer = await fetch(path, { headers: headers() });
    found();
  } catch (cause) {
    lost();
    throw new Unreachable(cause);
  }
  if (!answer.ok) throw new Refused(problem(await answer.json().catch(() => undefined), answer));
  const name = /filename\*?=(?:UTF-8'')?"?([^";]+)/i.exec(
    answer.headers.get('Content-Disposition') ?? '',
  )?.[1];
  return { blob: await answer.blob(), name: name === undefined ? undefined : decodeURIComponent(name) };
}

/** Hands a file to the browser to be kept. */
export function saved(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

function problem(error: unknown, response: Response): Problem {
  if (typeof error === 'object' && error !== null && 'title' in error) return error as Problem;
  return {
    type: 'about:blank',
    title: response.statusText || String(response.status),
    status: response.status,
    detail: '',
    instance: new URL(response.url).pathname,
    code: 'unknown',
    trace_id: '',
    mend: '',
  };
}
