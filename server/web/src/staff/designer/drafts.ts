import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { api, ask, askTagged } from '../../api/client';
import { isRefused } from '../../api/problem';
import { onReachable } from '../../api/reachable';
import { useKept } from '../../api/kept';
import { isMissing } from './check';

/** A pause in typing after which a draft goes to the server. */
const PAUSE_MS = 800;

export function useDrafts() {
  return useQuery({
    queryKey: ['drafts'],
    queryFn: async () => (await ask(api.GET('/api/v1/drafts', { params: { query: { limit: 100 } } }))).items,
  });
}

export function useRemoveDraft() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => ask(api.DELETE('/api/v1/drafts/{id}', { params: { path: { id } } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['drafts'] }),
  });
}

/** Saves a draft over the state that is known of it; `*` is one that is not there yet. The new state's tag. */
export async function saveDraft(id: string, text: string, tag: string): Promise<string> {
  const params = { path: { id }, header: { 'If-Match': tag } };
  return (await askTagged(api.PUT('/api/v1/drafts/{id}', { params, body: { text } }))).tag ?? NEW;
}

/** What stands for the state of a draft that is not there. */
export const NEW = '*';

interface Kept {
  text: string;
  tag: string;
}

async function readDraft(id: string): Promise<Kept> {
  try {
    const { data, tag } = await askTagged(api.GET('/api/v1/drafts/{id}', { params: { path: { id } } }));
    return { text: data.text, tag: tag ?? NEW };
  } catch (cause) {
    if (isMissing(cause)) return { text: '', tag: NEW };
    throw cause;
  }
}

/** Saves; where the server has this very text already, because its answer got lost, that is no conflict. */
async function savedOver(id: string, text: string, tag: string): Promise<Kept> {
  try {
    return { text, tag: await saveDraft(id, text, tag) };
  } catch (cause) {
    if (!isRefused(cause, 412)) throw cause;
    const now = await readDraft(id);
    if (now.text === text) return now;
    throw cause;
  }
}

/** A draft's text on the server; an empty one where there is none yet. */
function useSaved(id: string) {
  return useQuery({
    queryKey: ['draft', id],
    queryFn: () => readDraft(id),
    staleTime: Infinity,
    gcTime: 0,
  });
}

export type Standing = 'saved' | 'saving' | 'kept';

/**
 * A draft that is never lost: each key is kept in this browser, and goes to the server at each pause. What a browser
 * has and the server does not is restored when the draft is opened again.
 */
export function useDraft(id: string) {
  const saved = useSaved(id);
  const [kept, keep, forget] = useKept<string | null>(`draft.${id}`, null);
  const [text, setText] = useState<string>();
  const [standing, setStanding] = useState<Standing>('saved');
  const [restored, setRestored] = useState(false);
  const [conflict, setConflict] = useState(false);
  const server = useRef({ text: '', tag: NEW });

  useEffect(() => {
    if (saved.data === undefined || text !== undefined) return;
    server.current = saved.data;
    const unsaved = kept !== null && kept !== saved.data.text;
    setText(unsaved ? kept : saved.data.text);
    setRestored(unsaved);
    setStanding(unsaved ? 'kept' : 'saved');
  }, [saved.data, kept, text]);

  const save = useRef(async () => {});
  const isSaving = useRef(false);
  const latest = useRef(text);
  latest.current = text;
  save.current = async () => {
    // Two at a time would each be told that the other was faster.
    if (isSaving.current || text === undefined || text === server.current.text) return;
    const sent = text;
    isSaving.current = true;
    setStanding('saving');
    try {
      server.current = await savedOver(id, sent, server.current.tag);
      if (latest.current === sent) {
        setStanding('saved');
        forget();
      } else {
        // What was typed meanwhile goes there too.
        setStanding('kept');
        setTimeout(() => void save.current());
      }
    } catch (cause) {
      // Refused or out of reach: it is still in this browser.
      setStanding('kept');
      if (isRefused(cause, 412)) setConflict(true);
    } finally {
      isSaving.current = false;
    }
  };

  useEffect(() => {
    if (text === undefined || text === server.current.text || conflict) return undefined;
    const wait = setTimeout(() => void save.current(), PAUSE_MS);
    return () => clearTimeout(wait);
  }, [text, conflict]);
  useEffect(() => onReachable((reachable) => void (reachable && save.current())), []);

  const change = (next: string) => {
    setText(next);
    if (next === server.current.text) return;
    keep(next);
    setStanding('kept');
  };
  const read = async () => {
    const now = (await saved.refetch()).data;
    if (now) server.current = now;
    setConflict(false);
    return now;
  };
  const takeServers = async () => {
    const now = conflict ? await read() : server.current;
    forget();
    if (now) setText(now.text);
    setRestored(false);
    setStanding('saved');
  };
  const overwrite = async () => {
    await read();
    await save.current();
  };
  return {
    text,
    change,
    save: () => void save.current(),
    standing,
    restored,
    conflict,
    takeServers: () => void takeServers(),
    overwrite: () => void overwrite(),
    error: saved.error,
    again: saved.refetch,
  };
}
