import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef } from 'react';
import { useNavigate } from 'react-router';
import { api, ask } from '../../api/client';
import type { TaskDetail } from './case';
import type { Before } from './Changed';
import type { Done } from './DoneBanner';
import type { Receipt } from './decision';
import { forget, nextOf, remembered } from './worklist';

/** How a task stood when it was opened: against this it is told what somebody else has done. */
export function useBefore(detail: TaskDetail | undefined, sequence: number | undefined) {
  const before = useRef<Before | undefined>(undefined);
  if (before.current === undefined && detail !== undefined && sequence !== undefined) {
    before.current = { sequence, claimedBy: detail.task.claimed_by ?? null };
  }
  return before;
}

/** Goes to the task that comes next: of the list that was looked at, else of the department's, else to the list. */
export function useNext(id: string) {
  const go = useNavigate();
  const queries = useQueryClient();
  return useCallback(
    async (done: Done, receipt: Receipt, department: string) => {
      const seen = remembered();
      const own = receipt.tasks.find((task) => done.also.some((one) => one.id === task.id));
      const next = nextOf(seen.tasks, id) ?? (await first(department, id)) ?? own?.id;
      forget(id);
      void queries.invalidateQueries({ queryKey: ['tasks'], refetchType: 'none' });
      const state = { done: { ...done, isLast: next === undefined } };
      void go(next === undefined ? `/tasks${seen.search}` : `/tasks/${next}`, { state });
    },
    [go, id, queries],
  );
}

/** The most urgent of a department's tasks but one. */
async function first(department: string, but: string): Promise<string | undefined> {
  try {
    const page = await ask(api.GET('/api/v1/tasks', { params: { query: { department, limit: 2 } } }));
    return page.items.find((task) => task.id !== but)?.id;
  } catch {
    // The list says what is wrong.
    return undefined;
  }
}
