import {
  useInfiniteQuery,
  useQuery,
  useQueryClient,
  type InfiniteData,
  type QueryClient,
} from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { api, ask } from '../../api/client';
import { useLive } from '../../api/live';
import { inTime } from '../../api/moment';
import { isRefused } from '../../api/problem';
import type { components } from '../../api/schema';

export type TaskView = components['schemas']['TaskView'];
type Page = components['schemas']['TaskPage'];
type Pages = InfiniteData<Page, string | undefined>;

/** Of which tasks a list is, as the server is asked. */
export interface Wanted {
  department: string | undefined;
  role: string | undefined;
  scenario: string | undefined;
  claimed: 'mine' | 'nobody' | 'others' | undefined;
  overdue: true | undefined;
  number: string | undefined;
}

/** Who looks at a list: a clerk of some posts has the tasks of these alone. */
export interface Reader {
  id: string;
  posts: readonly string[];
}

const PAGE = 200;
/** A list of so many pages is read anew where much changed; a longer one once somebody says so. */
const SHORT = 5;
/** What happens is gathered for so long. */
const GATHER_MS = 400;
/** So many applications are looked at one by one; where more changed at once, the list is read anew. */
const ONE_BY_ONE = 8;

const KEY = 'tasks';
const COUNTS = 'task counts';

/** The worklist of a department: pages as they are scrolled to, changed live. */
export function useWorklist(wanted: Wanted, me: Reader) {
  const asked = useInfiniteQuery({
    queryKey: [KEY, wanted, me],
    enabled: wanted.department !== undefined,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      ask(
        api.GET('/api/v1/tasks', {
          params: { query: { ...wanted, cursor: pageParam, limit: PAGE } },
          signal,
        }),
      ),
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    // What is listed otherwise stays to be seen until the new list is there.
    placeholderData: (before, query) =>
      (query?.queryKey[1] as Wanted | undefined)?.department === wanted.department ? before : undefined,
    // Pages that are there stay as they are; comparing all of them with every page would take ever longer.
    structuralSharing: false,
  });
  const pages = asked.data?.pages.length ?? 0;
  const queries = useQueryClient();
  useEffect(
    () => () => {
      // Who comes back finds the beginning as it then is; what was scrolled to is not read all over.
      queries.setQueriesData<Pages>({ queryKey: [KEY] }, (before) =>
        before && before.pages.length > SHORT
          ? { pages: before.pages.slice(0, SHORT), pageParams: before.pageParams.slice(0, SHORT) }
          : before,
      );
    },
    [queries],
  );
  const changed = useChanges(wanted.department !== undefined, pages);
  return { ...asked, changed };
}

/** How many tasks a department has, whatever of them is listed. */
export function useCounts(department: string | undefined) {
  return useQuery({
    queryKey: [COUNTS, department],
    enabled: department !== undefined,
    queryFn: async () =>
      (await ask(api.GET('/api/v1/tasks', { params: { query: { department, limit: 1 } } }))).counts,
  });
}

/** Follows what happens: looks at each application that something happened to; true: read the list anew. */
function useChanges(on: boolean, pages: number): { stale: boolean; read: () => void } {
  const queries = useQueryClient();
  const [stale, setStale] = useState(false);
  const gathered = useRef(new Set<string>());
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const read = useCallback(() => {
    setStale(false);
    void queries.resetQueries({ queryKey: [KEY] });
  }, [queries]);
  const look = useCallback(() => {
    timer.current = undefined;
    const ids = [...gathered.current];
    gathered.current.clear();
    void queries.invalidateQueries({ queryKey: [COUNTS] });
    if (ids.length <= ONE_BY_ONE) ids.forEach((id) => void lookAt(queries, id));
    else if (pages <= SHORT) void queries.invalidateQueries({ queryKey: [KEY] });
    else setStale(true);
  }, [queries, pages]);
  const gather = () => (timer.current ??= setTimeout(look, GATHER_MS));
  useLive(on ? '/api/v1/events' : undefined, (told) => {
    if (told.event === 'reset') {
      void queries.invalidateQueries({ queryKey: [KEY] });
      void queries.invalidateQueries({ queryKey: [COUNTS] });
    }
    if (told.event !== 'application') return;
    const { application } = JSON.parse(told.data) as { application: string };
    gathered.current.add(application);
    gather();
  });
  useEffect(() => () => clearTimeout(timer.current), []);
  return { stale, read };
}

/** Reads what there is to do for one application, and has it so in every list. */
async function lookAt(queries: QueryClient, application: string): Promise<void> {
  try {
    const view = await ask(api.GET('/api/v1/applications/{id}', { params: { path: { id: application } } }));
    know(queries, application, view.tasks);
  } catch (error) {
    // It is not for these eyes any more, or the next event tells it.
    if (isRefused(error, 404)) know(queries, application, []);
  }
}

/** Has lists show what there is to do for an application. */
export function know(queries: QueryClient, application: string, tasks: readonly TaskView[]): void {
  void queries.invalidateQueries({ queryKey: [COUNTS] });
  for (const query of queries.getQueryCache().findAll({ queryKey: [KEY] })) {
    const [, wanted, me] = query.queryKey as [string, Wanted, Reader];
    const own = tasks.filter((task) => isOf(task, wanted, me));
    queries.setQueryData<Pages>(query.queryKey, (before) => before && replaced(before, application, own));
  }
}

/** Whether a task is of somebody's posts. */
export function isOfPosts(task: TaskView, posts: readonly string[]): boolean {
  return posts.length === 0 || task.role == null || posts.includes(task.role);
}

/** Whether a task belongs to a list. */
export function isOf(task: TaskView, wanted: Wanted, me: Reader): boolean {
  const claimed = task.claimed_by == null ? 'nobody' : task.claimed_by === me.id ? 'mine' : 'others';
  return (
    task.department === wanted.department &&
    isOfPosts(task, me.posts) &&
    (wanted.role === undefined || task.role === wanted.role) &&
    (wanted.scenario === undefined || task.scenario === wanted.scenario) &&
    (wanted.claimed === undefined || claimed === wanted.claimed) &&
    (wanted.overdue === undefined || task.overdue) &&
    (wanted.number === undefined || task.number === wanted.number)
  );
}

/** The pages with the tasks of one application as they are now. */
export function replaced(before: Pages, application: string, tasks: readonly TaskView[]): Pages {
  const pages = before.pages.map((page) =>
    page.items.some((task) => task.application === application)
      ? { ...page, items: page.items.filter((task) => task.application !== application) }
      : page,
  );
  for (const task of tasks) {
    const at = pages.findIndex((page) => {
      const last = page.items.at(-1);
      return last !== undefined && compare(task, last) < 0;
    });
    // Behind all that is loaded: it belongs there where that is all there is.
    const number = at >= 0 ? at : pages.at(-1)?.next_cursor == null ? pages.length - 1 : -1;
    const page = pages[number];
    if (page === undefined) continue;
    const items = [...page.items];
    const place = items.findIndex((other) => compare(task, other) < 0);
    items.splice(place < 0 ? items.length : place, 0, task);
    pages[number] = { ...page, items };
  }
  return { ...before, pages };
}

/** The order of the server: overdue first, then those due first, those without a limit last, by how long they wait. */
export function compare(a: TaskView, b: TaskView): number {
  if (a.overdue !== b.overdue) return a.overdue ? -1 : 1;
  if ((a.due_at == null) !== (b.due_at == null)) return a.due_at == null ? 1 : -1;
  const due = a.due_at == null || b.due_at == null ? 0 : inTime(a.due_at, b.due_at);
  return due || inTime(a.since, b.since) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/** The task behind one in a list that was looked at; the first where it is none of it. */
export function nextOf(list: readonly string[], task: string): string | undefined {
  const at = list.indexOf(task);
  return list[at + 1] ?? list.find((other) => other !== task);
}

const SEEN = 'onething.worklist';

/** What was listed when a task was opened: where one goes back to and which comes next. */
export interface Seen {
  search: string;
  tasks: string[];
}

export function remember(seen: Seen): void {
  sessionStorage.setItem(SEEN, JSON.stringify({ ...seen, tasks: seen.tasks.slice(0, 2_000) }));
}

export function remembered(): Seen {
  try {
    return JSON.parse(sessionStorage.getItem(SEEN) ?? '') as Seen;
  } catch {
    return { search: '', tasks: [] };
  }
}

/** Leaves out a task that is over. */
export function forget(task: string): void {
  const seen = remembered();
  remember({ ...seen, tasks: seen.tasks.filter((other) => other !== task) });
}
