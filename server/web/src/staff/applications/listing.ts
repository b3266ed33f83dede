import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import { useSearchParams } from 'react-router';
import { api, ask } from '../../api/client';
import { useLive } from '../../api/live';
import type { components } from '../../api/schema';

export type Listed = components['schemas']['ApplicationListed'];

/** What is listed, as the address has it. */
export interface Filter {
  scenario?: string;
  status?: string;
  item_status?: string;
  department?: string;
  overdue?: boolean;
  open?: boolean;
}

const NAMES = ['scenario', 'status', 'item_status', 'department'] as const;

export function useApplicationFilter() {
  const [params, set] = useSearchParams();
  const filter = useMemo(() => {
    const made: Filter = {};
    for (const name of NAMES) {
      const value = params.get(name);
      if (value !== null) made[name] = value;
    }
    if (params.get('overdue') === 'true') made.overdue = true;
    const open = params.get('open');
    if (open !== null) made.open = open === 'true';
    return made;
  }, [params]);
  const change = useCallback(
    (changes: Record<keyof Filter, string | undefined> | Partial<Record<keyof Filter, string | undefined>>) =>
      set(
        (before) => {
          const next = new URLSearchParams(before);
          for (const [name, value] of Object.entries(changes)) {
            if (value === undefined || value === '') next.delete(name);
            else next.set(name, value);
          }
          return next;
        },
        { replace: true },
      ),
    [set],
  );
  return { filter, change };
}

const PAGE = 50;
const GATHER_MS = 700;
/** Longer lists are not read anew with every event. */
const READ_ANEW = 4;

/** Applications page by page, read anew as things happen. */
export function useApplications(filter: Filter) {
  const queries = useQueryClient();
  const asked = useInfiniteQuery({
    queryKey: ['applications', filter],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      ask(
        api.GET('/api/v1/applications', {
          params: { query: { ...filter, cursor: pageParam, limit: PAGE } },
          signal,
        }),
      ),
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    placeholderData: (before) => before,
  });
  const pages = asked.data?.pages.length ?? 0;
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  useLive('/api/v1/events', (told) => {
    if (told.event !== 'application' && told.event !== 'reset') return;
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      if (pages <= READ_ANEW) void queries.invalidateQueries({ queryKey: ['applications'] });
    }, GATHER_MS);
  });
  return asked;
}
