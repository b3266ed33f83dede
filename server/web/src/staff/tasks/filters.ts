import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';
import type { Wanted } from './worklist';

export type Whose = 'all' | 'mine' | 'free' | 'others';

export interface Filter {
  department: string | undefined;
  role: string | undefined;
  scenario: string | undefined;
  whose: Whose;
  overdue: boolean;
  search: string;
}

const DEPARTMENT = 'onething.worklist.department';

/** What is listed, kept in the address, so that it can be gone back to and handed on. */
export function useFilter(own: string | null | undefined) {
  const [params, set] = useSearchParams();
  const filter = useMemo(
    (): Filter => ({
      // A clerk has the list of their department alone.
      department: own ?? params.get('department') ?? localStorage.getItem(DEPARTMENT) ?? undefined,
      role: params.get('role') ?? undefined,
      scenario: params.get('scenario') ?? undefined,
      whose: (params.get('whose') as Whose | null) ?? 'all',
      overdue: params.has('overdue'),
      search: params.get('q') ?? '',
    }),
    [own, params],
  );
  const change = useCallback(
    (changes: Record<string, string | undefined>) => {
      if (changes.department !== undefined) localStorage.setItem(DEPARTMENT, changes.department);
      set(
        (before) => {
          const next = new URLSearchParams(before);
          for (const [name, value] of Object.entries(changes)) {
            if (value === undefined || value === '' || value === 'all') next.delete(name);
            else next.set(name, value);
          }
          return next;
        },
        { replace: true },
      );
    },
    [set],
  );
  return { filter, change };
}

const CLAIMED = { mine: 'mine', free: 'nobody', others: 'others' } as const;

/** An application's number as people say it, with or without its dashes. */
const NUMBER = /^(\d{6})-?([0-9A-Z]{4})-?([0-9A-Z]{5})$/i;

/** What is asked of the server, and what of it is looked for here: words that are typed. */
export function wantedBy(filter: Filter): { wanted: Wanted; words: string } {
  const search = filter.search.trim();
  const number = NUMBER.exec(search);
  return {
    wanted: {
      department: filter.department,
      role: filter.role,
      scenario: filter.scenario,
      claimed: filter.whose === 'all' ? undefined : CLAIMED[filter.whose],
      overdue: filter.overdue ? true : undefined,
      number: number === null ? undefined : number.slice(1).join('-').toUpperCase(),
    },
    words: number === null ? search.toLowerCase() : '',
  };
}
