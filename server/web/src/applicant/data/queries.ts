import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import { api, ask, askTagged } from '../../api/client';
import type { components } from '../../api/schema';

type Schemas = components['schemas'];
export type Scenario = Schemas['ScenarioView'];
export type FormView = Schemas['FormView'];
export type Graph = Schemas['GraphDocument'];
export type Application = Schemas['ApplicationView'];
export type Item = Schemas['ItemView'];
export type Asked = Schemas['AskedView'];
export type AskedFact = Schemas['AskedFact'];
export type Waiting = Schemas['WaitingView'];
export type TimelineEntry = Schemas['TimelineEntry'];
export type Notice = Schemas['NoticeView'];
export type Certificate = Schemas['ResultView'];
export type Label = Schemas['Label'];

const MOST = 200;

/** What can be done: scenarios that are sound. */
export function useScenarios() {
  return useQuery({
    queryKey: ['scenarios'],
    queryFn: async () => {
      const page = await ask(api.GET('/api/v1/scenarios', { params: { query: { limit: MOST } } }));
      return page.items.filter((one) => one.sound);
    },
    staleTime: 60_000,
  });
}

export const scenarioOf = (id: string) =>
  queryOptions({
    queryKey: ['scenario', id],
    queryFn: () => ask(api.GET('/api/v1/scenarios/{id}', { params: { path: { id } } })),
    staleTime: 60_000,
  });

/** What a way is asked, `given` as the API has answers; by a plan of its own, or the one that applications take. */
export const formOf = (id: string, given: string, plan?: string) =>
  queryOptions({
    queryKey: ['scenario', id, 'form', given, plan],
    queryFn: () =>
      ask(
        api.GET('/api/v1/scenarios/{id}/form', {
          params: { path: { id }, query: { given: given || undefined, plan } },
        }),
      ),
    staleTime: 60_000,
    placeholderData: keepPreviousData,
  });

/** All that is known of an application, as people read it. */
export const knownOf = (id: string) =>
  queryOptions({
    queryKey: ['application', id, 'facts'],
    queryFn: async () =>
      (await ask(api.GET('/api/v1/applications/{id}/facts', { params: { path: { id } } }))).facts,
  });

export const graphOf = (id: string, plan: string, given: string) =>
  queryOptions({
    queryKey: ['scenario', id, 'graph', plan, given],
    queryFn: async () =>
      // As JSON it is a document; as other formats it would be text.
      (await ask(
        api.GET('/api/v1/scenarios/{id}/graph', {
          params: { path: { id }, query: { plan, given: given || undefined } },
        }),
      )) as Graph,
    staleTime: 60_000,
  });

/** Departments by name. */
export function useDepartments() {
  return useQuery({
    queryKey: ['departments'],
    queryFn: async () => {
      const page = await ask(api.GET('/api/v1/departments', { params: { query: { limit: MOST } } }));
      return new Map(page.items.map((one) => [one.id, one.title]));
    },
    staleTime: Infinity,
  });
}

/** Applications change by what others do: they are read anew wherever they are shown, and now and then besides. */
const LIVE = { staleTime: 0, refetchInterval: 30_000 } as const;

export const applicationOf = (id: string) =>
  queryOptions({
    ...LIVE,
    queryKey: ['application', id],
    queryFn: () => ask(api.GET('/api/v1/applications/{id}', { params: { path: { id } } })),
  });

/** What is asked now, with the tag that a change of it needs. */
export const askedOf = (id: string) =>
  queryOptions({
    ...LIVE,
    queryKey: ['application', id, 'form'],
    queryFn: async () => {
      const { data, tag } = await askTagged(
        api.GET('/api/v1/applications/{id}/form', { params: { path: { id } } }),
      );
      return { facts: once(data.facts), sequence: data.sequence, tag: tag ?? '' };
    },
  });

/** Each fact once: one that is promised for later may be told beside the form that asks it. */
function once(facts: AskedFact[]): AskedFact[] {
  return facts.filter((fact, at) => facts.findIndex((other) => other.id === fact.id) === at);
}

export const waitingOf = (id: string) =>
  queryOptions({
    ...LIVE,
    queryKey: ['application', id, 'waiting'],
    queryFn: async () =>
      (await ask(api.GET('/api/v1/applications/{id}/waiting', { params: { path: { id } } }))).waiting,
  });

export const timelineOf = (id: string) =>
  queryOptions({
    ...LIVE,
    queryKey: ['application', id, 'timeline'],
    queryFn: async () =>
      (await ask(api.GET('/api/v1/applications/{id}/timeline', { params: { path: { id } } }))).entries,
  });

export const eventsOf = (id: string) =>
  queryOptions({
    ...LIVE,
    queryKey: ['application', id, 'events'],
    queryFn: async () => {
      const list = await ask(api.GET('/api/v1/applications/{id}/events', { params: { path: { id } } }));
      // Asked for as JSON it is the list; as a stream it would be one event.
      return (list as Schemas['EventList']).turns.flatMap((turn) => turn.events as Record<string, unknown>[]);
    },
  });

export const noticesOf = (id: string) =>
  queryOptions({
    ...LIVE,
    queryKey: ['application', id, 'notices'],
    queryFn: async () =>
      (await ask(api.GET('/api/v1/applications/{id}/notices', { params: { path: { id } } }))).notices,
  });

export const resultsOf = (id: string) =>
  queryOptions({
    ...LIVE,
    queryKey: ['application', id, 'results'],
    queryFn: async () =>
      (await ask(api.GET('/api/v1/applications/{id}/results', { params: { path: { id } } }))).results,
  });

export const markedGraphOf = (id: string) =>
  queryOptions({
    ...LIVE,
    queryKey: ['application', id, 'graph'],
    queryFn: () => ask(api.GET('/api/v1/applications/{id}/graph', { params: { path: { id } } })),
  });
