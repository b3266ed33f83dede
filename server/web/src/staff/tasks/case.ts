import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { api, ask, askTagged } from '../../api/client';
import type { components } from '../../api/schema';

export type TaskDetail = components['schemas']['TaskDetail'];
export type KnownFact = components['schemas']['KnownFact'];
export type ApplicationView = components['schemas']['ApplicationView'];
export type Timeline = components['schemas']['Timeline'];

/** A task with the tag of what was read, on which decisions are made. */
export function useTask(id: string) {
  return useQuery({
    queryKey: ['task', id],
    queryFn: () => askTagged(api.GET('/api/v1/tasks/{id}', { params: { path: { id } } })),
    staleTime: Infinity,
  });
}

export function useApplication(id: string | undefined) {
  return useQuery({
    queryKey: ['application', id],
    enabled: id !== undefined,
    queryFn: () => ask(api.GET('/api/v1/applications/{id}', { params: { path: { id: id ?? '' } } })),
  });
}

export function useTimeline(id: string | undefined) {
  return useQuery({
    queryKey: ['application', id, 'timeline'],
    enabled: id !== undefined,
    queryFn: async () =>
      (await ask(api.GET('/api/v1/applications/{id}/timeline', { params: { path: { id: id ?? '' } } })))
        .entries,
  });
}

export function useGraph(id: string | undefined) {
  return useQuery({
    queryKey: ['application', id, 'graph'],
    enabled: id !== undefined,
    queryFn: () => ask(api.GET('/api/v1/applications/{id}/graph', { params: { path: { id: id ?? '' } } })),
  });
}

/** Reads a case anew: the task, and all that is shown of its application. */
export function useReread(task: string, application: string | undefined) {
  const queries = useQueryClient();
  return useCallback(
    () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: ['task', task] }),
        queries.invalidateQueries({ queryKey: ['application', application] }),
      ]),
    [queries, task, application],
  );
}
