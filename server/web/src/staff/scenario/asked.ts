import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api, ask } from '../../api/client';
import type { components } from '../../api/schema';
import { useMe } from '../../session/me';
import { useLanguage } from '../../language/language';
import type { GraphDocument } from '../../picture/graph';

type Schemas = components['schemas'];
export type ScenarioView = Schemas['ScenarioView'];
export type Listed = Schemas['ScenarioListed'];
export type FormView = Schemas['FormView'];
export type ComparisonView = Schemas['ComparisonView'];
export type TestsView = Schemas['TestsView'];
export type Goal = Schemas['GoalView'];
export type CountView = Schemas['CountView'];
export type CountedFigure = Schemas['CountedFigure'];
export type Figures = Schemas['PlanView']['figures'];

/** What is derived from a scenario changes with its version alone. */
const KEPT_MS = 60_000;

const PAGE = 200;

/** The whole library. */
export function useLibrary() {
  return useQuery({
    queryKey: ['scenarios', 'all'],
    queryFn: async ({ signal }) => {
      const found: Listed[] = [];
      let cursor: string | undefined;
      do {
        const query = cursor === undefined ? { limit: PAGE } : { limit: PAGE, cursor };
        const page = await ask(api.GET('/api/v1/scenarios', { params: { query }, signal }));
        found.push(...page.items);
        cursor = page.next_cursor ?? undefined;
      } while (cursor !== undefined);
      return found;
    },
  });
}

/** How one scenario is asked for; the library asks for many at once. */
export function scenarioQuery(id: string) {
  return {
    queryKey: ['scenario', id],
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      ask(api.GET('/api/v1/scenarios/{id}', { params: { path: { id } }, signal })),
    staleTime: KEPT_MS,
  };
}

export function useScenario(id: string) {
  return useQuery(scenarioQuery(id));
}

export function useGraph(id: string, plan: string, given: string) {
  const { language } = useLanguage();
  return useQuery<GraphDocument>({
    // Lines of the picture are broken by the server, for one language.
    queryKey: ['scenario', id, 'graph', plan, given, language],
    queryFn: async ({ signal }) =>
      (await ask(
        api.GET('/api/v1/scenarios/{id}/graph', { params: { path: { id }, query: { plan, given } }, signal }),
      )) as GraphDocument,
    staleTime: KEPT_MS,
    placeholderData: keepPreviousData,
  });
}

export function useForm(id: string, plan: string, given: string) {
  return useQuery({
    queryKey: ['scenario', id, 'form', plan, given],
    queryFn: ({ signal }) =>
      ask(
        api.GET('/api/v1/scenarios/{id}/form', { params: { path: { id }, query: { plan, given } }, signal }),
      ),
    staleTime: KEPT_MS,
    placeholderData: keepPreviousData,
  });
}

export function useComparison(id: string, from: string, to: string, given: string) {
  return useQuery({
    queryKey: ['scenario', id, 'compare', from, to, given],
    queryFn: ({ signal }) =>
      ask(
        api.GET('/api/v1/scenarios/{id}/compare', {
          params: { path: { id }, query: { from, to, given } },
          signal,
        }),
      ),
    staleTime: Infinity,
  });
}

/** Every figure of a plan in one way, with the lines that it is counted from. */
export function useCount(id: string, plan: string, given: string, wanted = true) {
  return useQuery({
    queryKey: ['scenario', id, 'count', plan, given],
    queryFn: ({ signal }) =>
      ask(
        api.GET('/api/v1/scenarios/{id}/count', { params: { path: { id }, query: { plan, given } }, signal }),
      ),
    staleTime: KEPT_MS,
    placeholderData: keepPreviousData,
    enabled: wanted,
  });
}

/** The tests beside a scenario, and what they reach of its graphs in one way. The server plays them once a version. */
export function useTests(id: string, given: string, wanted: boolean) {
  return useQuery({
    queryKey: ['scenario', id, 'tests', given],
    queryFn: ({ signal }) =>
      ask(api.GET('/api/v1/scenarios/{id}/tests', { params: { path: { id }, query: { given } }, signal })),
    staleTime: KEPT_MS,
    placeholderData: keepPreviousData,
    enabled: wanted,
  });
}

export function useDepartments() {
  return useQuery({
    queryKey: ['departments'],
    queryFn: async ({ signal }) =>
      (await ask(api.GET('/api/v1/departments', { params: { query: { limit: 200 } }, signal }))).items,
    staleTime: KEPT_MS,
  });
}

/** Systems and their services, where the role may see them. */
export function useSystems() {
  const role = useMe().data?.role;
  return useQuery({
    queryKey: ['systems', 'titles'],
    // Administrators and applicants are not told of systems.
    enabled: role !== undefined && role !== 'administrator' && role !== 'applicant',
    queryFn: async ({ signal }) =>
      (await ask(api.GET('/api/v1/systems', { params: { query: { limit: 200 } }, signal }))).items,
    staleTime: KEPT_MS,
    retry: false,
  });
}
