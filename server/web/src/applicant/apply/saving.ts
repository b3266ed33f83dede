import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef } from 'react';
import { api, ask } from '../../api/client';
import { isRefused } from '../../api/problem';
import type { components } from '../../api/schema';
import { askedOf } from '../data/queries';

type Whole = components['schemas']['Handed'];
type Handed = Partial<Whole>;
type Receipt = components['schemas']['MoveReceipt'];
export type Verb = 'save' | 'submit' | 'correct';

function send(verb: Verb, id: string, given: Handed, tag: string, sequence: number): Promise<Receipt> {
  const body: Whole = { form: {}, materials: {}, later: [], declared: [], ...given };
  const params = { path: { id }, header: { 'If-Match': tag } };
  if (verb === 'save') return ask(api.PUT('/api/v1/applications/{id}/form', { params, body }));
  // The same state handed in twice is handed in once, also where the first answer got lost.
  const once = { ...params, header: { ...params.header, 'Idempotency-Key': `${verb}-${id}-${sequence}` } };
  return verb === 'submit'
    ? ask(api.POST('/api/v1/applications/{id}/submit', { params: once, body }))
    : ask(api.POST('/api/v1/applications/{id}/correct', { params: once, body }));
}

/**
 * Hands something to an application, one after the other, each on the state as it is by then. Somebody else's change
 * is read and what was typed here is put on top of it; handing in is left to who reads it again.
 */
export function useHanding(id: string): (verb: Verb, body: Handed) => Promise<Receipt> {
  const queries = useQueryClient();
  const last = useRef<Promise<unknown>>(Promise.resolve());
  return useCallback(
    (verb, body) => {
      const now = () => queries.fetchQuery({ ...askedOf(id), staleTime: 0 });
      const next = last.current.then(async () => {
        // What was saved before may be on its way here still.
        const comes = queries.isFetching({ queryKey: askedOf(id).queryKey, exact: true }) > 0;
        const seen = comes ? undefined : queries.getQueryData(askedOf(id).queryKey);
        const before = seen ?? (await now());
        try {
          return await send(verb, id, body, before.tag, before.sequence);
        } catch (error) {
          // Who is no longer known signs in again; what was typed waits on this device.
          if (isRefused(error, 401)) void queries.invalidateQueries({ queryKey: ['me'] });
          if (!isRefused(error, 412)) throw error;
          const after = await now();
          if (verb !== 'save') throw error;
          return await send(verb, id, body, after.tag, after.sequence);
        } finally {
          await queries.invalidateQueries({ queryKey: ['application', id] });
        }
      });
      last.current = next.catch(() => undefined);
      return next;
    },
    [id, queries],
  );
}

/** Uploads a paper to an application at once; it stays there whatever becomes of the form. */
export async function upload(id: string, material: string, file: File): Promise<void> {
  const body = new FormData();
  body.append('file', file);
  await ask(
    api.POST('/api/v1/applications/{id}/materials', {
      params: { path: { id }, query: { material } },
      // Typed as text by the description; a browser sends the file itself.
      body: body as unknown as { file: string },
      bodySerializer: () => body,
    }),
  );
}
