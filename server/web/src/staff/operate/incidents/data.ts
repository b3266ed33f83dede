import { useQuery } from '@tanstack/react-query';
import { api, ask } from '../../../api/client';
import type { components } from '../../../api/schema';
import { usePaged } from '../paged';

export type Incident = components['schemas']['IncidentView'];
/** How an incident stood right after something was done about it. */
export type AfterMending = components['schemas']['AfterMending'];
export type Act = 'retry' | 'answer' | 'fallback';

export const INCIDENTS = ['operate', 'incidents'] as const;
const EVERY_MS = 5_000;

export function useIncidents() {
  return usePaged<Incident>(
    INCIDENTS,
    (cursor) =>
      ask(api.GET('/api/v1/incidents', { params: { query: { limit: 50, ...(cursor ? { cursor } : {}) } } })),
    EVERY_MS,
  );
}

/** Tries to mend an incident in one of the three ways. */
export function mend(id: string, act: Act, values: Record<string, string>) {
  const params = { path: { id } };
  if (act === 'answer') {
    return ask(api.POST('/api/v1/incidents/{id}/answer', { params, body: { values } }));
  }
  return ask(
    act === 'retry'
      ? api.POST('/api/v1/incidents/{id}/retry', { params })
      : api.POST('/api/v1/incidents/{id}/fallback', { params }),
  );
}

/** What an application waits for now. */
export function useWaitingFor(application: string) {
  return useQuery({
    queryKey: ['operate', 'waiting', application],
    queryFn: () =>
      ask(api.GET('/api/v1/applications/{id}/waiting', { params: { path: { id: application } } })),
    staleTime: 0,
    refetchInterval: EVERY_MS,
  });
}
