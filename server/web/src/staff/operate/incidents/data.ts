import { useQuery } from '@tanstack/react-query';
import { api, ask } from '../../../api/client';
import type { components } from '../../../api/schema';
import { usePaged } from '../paged';

export type Incident = components['schemas']['IncidentView'];
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

/** The process of an application: what its steps are called and what they return. */
export function useProcess(application: string) {
  return useQuery({
    queryKey: ['operate', 'process', application],
    queryFn: async () => {
      const marked = await ask(
        api.GET('/api/v1/applications/{id}/graph', { params: { path: { id: application } } }),
      );
      return marked.graph;
    },
    staleTime: 60_000,
  });
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

export interface Asked {
  id: string;
  title: components['schemas']['Label'] | undefined;
  options: components['schemas']['ValueOption'][];
  isNumber: boolean;
}

/** What the values of a step are called and may be, as far as a form of the scenario asks them anywhere. */
export function useAsked(scenario: string, names: string[] | undefined) {
  return useQuery({
    queryKey: ['operate', 'asked', scenario, names],
    queryFn: async (): Promise<Asked[]> => {
      const path = { id: scenario };
      const { plans } = await ask(api.GET('/api/v1/scenarios/{id}', { params: { path } }));
      const forms = await Promise.all(
        plans.map(({ id }) =>
          ask(api.GET('/api/v1/scenarios/{id}/form', { params: { path, query: { plan: id } } })),
        ),
      );
      return (names ?? []).map((id) => {
        const field = forms.flatMap((form) => form.fields).find((one) => one.id === id);
        const material = forms.flatMap((form) => form.materials).find((one) => one.id === id);
        return {
          id,
          title: (field ?? material)?.title,
          options: field?.options ?? [],
          isNumber: field?.value_type === 'number' || field?.value_type === 'integer',
        };
      });
    },
    enabled: names !== undefined && names.length > 0,
    staleTime: 60_000,
  });
}
