import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, ask } from '../../api/client';
import { isRefused } from '../../api/problem';
import type { components } from '../../api/schema';
import { know, type TaskView } from './worklist';

export type Receipt = components['schemas']['MoveReceipt'];
export type ToMend = components['schemas']['ToMend'];

/** What a clerk does with a task. */
export type Deed =
  | { deed: 'claim' | 'release' }
  | { deed: 'reassign'; to: string }
  | { deed: 'approve' | 'complete'; values: Record<string, string> }
  | { deed: 'return'; wanted: ToMend[]; item: string | null }
  | { deed: 'refuse' | 'not-accept'; reason: string; item: string | null }
  | { deed: 'suspend'; reason: string; within: string; item: string | null }
  | { deed: 'resume'; item: string | null };

/** Whether the task is over for who did it. */
export function isFinal(deed: Deed['deed']): boolean {
  return ['approve', 'complete', 'return', 'refuse', 'not-accept'].includes(deed);
}

function send(id: string, tag: string, asked: Deed): Promise<Receipt> {
  const path = { id };
  // Decisions are made on what was read.
  const read = { path, header: { 'If-Match': tag } };
  switch (asked.deed) {
    case 'claim':
      return ask(api.POST('/api/v1/tasks/{id}/claim', { params: { path } }));
    case 'release':
      return ask(api.POST('/api/v1/tasks/{id}/release', { params: { path } }));
    case 'reassign':
      return ask(api.POST('/api/v1/tasks/{id}/reassign', { params: { path }, body: { to: asked.to } }));
    case 'approve':
      return ask(api.POST('/api/v1/tasks/{id}/approve', { params: read, body: { values: asked.values } }));
    case 'complete':
      return ask(api.POST('/api/v1/tasks/{id}/complete', { params: read, body: { values: asked.values } }));
    case 'return':
      return ask(
        api.POST('/api/v1/tasks/{id}/return', {
          params: read,
          body: { wanted: asked.wanted, item: asked.item },
        }),
      );
    case 'refuse':
      return ask(
        api.POST('/api/v1/tasks/{id}/refuse', {
          params: read,
          body: { reason: asked.reason, item: asked.item },
        }),
      );
    case 'not-accept':
      return ask(
        api.POST('/api/v1/tasks/{id}/not-accept', {
          params: read,
          body: { reason: asked.reason, item: asked.item },
        }),
      );
    case 'suspend':
      return ask(
        api.POST('/api/v1/tasks/{id}/suspend', {
          params: read,
          body: { reason: asked.reason, within: asked.within, item: asked.item },
        }),
      );
    case 'resume':
      return ask(api.POST('/api/v1/tasks/{id}/resume', { params: read, body: { item: asked.item } }));
  }
}

/** Whether something was not taken because the state is another by now; who is away is told so instead. */
export function isOvertaken(error: unknown): boolean {
  return isRefused(error, 404, 409, 412) && error.problem.reason !== 'away';
}

/** Does something with a task. `faster`: it was not taken, for the state is another by now. */
export function useDecide(
  task: TaskView,
  tag: string,
  heard: {
    done: (asked: Deed, receipt: Receipt) => void;
    faster: (error: unknown) => void;
    /** It is on its way, or it was not taken. */
    busy: (is: boolean) => void;
  },
) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (asked: Deed) => send(task.id, tag, asked),
    onMutate: () => heard.busy(true),
    onSuccess: (receipt, asked) => {
      know(queries, task.application, receipt.tasks);
      heard.done(asked, receipt);
    },
    onError: (error) => {
      heard.busy(false);
      if (isOvertaken(error)) heard.faster(error);
    },
  });
}
