import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';
import { byUrgency, type TaskView } from './worklist';

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

export function whose(task: TaskView, me: string | undefined): Exclude<Whose, 'all'> {
  if (task.claimed_by == null) return 'free';
  return task.claimed_by === me ? 'mine' : 'others';
}

/** The tasks that are listed; what is overdue first once all are there. */
export function listed(
  tasks: readonly TaskView[],
  filter: Filter,
  me: string | undefined,
  whole: boolean,
  text: (task: TaskView) => string,
): TaskView[] {
  const wanted = filter.search.trim().toLowerCase();
  const found = tasks.filter(
    (task) =>
      (filter.whose === 'all' || whose(task, me) === filter.whose) &&
      (filter.scenario === undefined || task.scenario === filter.scenario) &&
      (!filter.overdue || task.overdue) &&
      (wanted === '' || text(task).toLowerCase().includes(wanted)),
  );
  return whole ? found.sort(byUrgency) : found;
}
