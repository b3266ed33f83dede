import { useMutation, useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, ask } from '../../api/client';
import type { components } from '../../api/schema';
import { useLanguage, useSay } from '../../language/language';
import { useDevelopmentRoles } from '../../session/me';
import type { GraphDocument } from '../../picture/graph';
import { isOver, type Run } from './outcome';

export type ScenarioView = components['schemas']['ScenarioView'];
export type Parameter = components['schemas']['ParameterView'];

const LOOK_AGAIN_MS = 600;
const PAGE = 200;

async function allRuns(): Promise<Run[]> {
  const runs: Run[] = [];
  let cursor: string | undefined;
  do {
    const page = await ask(api.GET('/api/v1/simulations', { params: { query: { limit: PAGE, cursor } } }));
    runs.push(...page.items);
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
  return runs.reverse();
}

/** All runs, the last first; looked at again while any is under way. */
export function useRuns() {
  return useQuery({
    queryKey: ['simulations'],
    queryFn: allRuns,
    refetchInterval: (query) => (query.state.data?.some((run) => !isOver(run)) ? LOOK_AGAIN_MS * 2 : false),
  });
}

const one = (id: string) => ({
  queryKey: ['simulation', id],
  queryFn: () => ask(api.GET('/api/v1/simulations/{id}', { params: { path: { id } } })),
  // One that is over stays as it is.
  staleTime: (query: { state: { data?: Run | undefined } }) =>
    query.state.data && isOver(query.state.data) ? Infinity : 0,
  refetchInterval: (query: { state: { data?: Run | undefined } }) =>
    query.state.data && !isOver(query.state.data) ? LOOK_AGAIN_MS : (false as const),
});

/** A run with what it came to; looked at again until it is over. */
export function useRun(id: string, isAsked = true) {
  return useQuery({ ...one(id), enabled: isAsked });
}

/** Several runs, each with what it came to; one of before a restart is played again first. */
export function useRunsWhole(ids: readonly string[]) {
  return useQueries({ queries: ids.map((id) => one(id)) });
}

export function useScenarios() {
  return useQuery({
    queryKey: ['scenarios', 'all'],
    queryFn: async () =>
      (await ask(api.GET('/api/v1/scenarios', { params: { query: { limit: PAGE } } }))).items,
    staleTime: 60_000,
  });
}

export function useScenario(id: string | undefined) {
  return useQuery({
    queryKey: ['scenario', id],
    queryFn: () => ask(api.GET('/api/v1/scenarios/{id}', { params: { path: { id: id ?? '' } } })),
    enabled: id !== undefined && id !== '',
    staleTime: 60_000,
  });
}

/** The plan that the server takes where none is said. */
export function usualPlan(scenario: ScenarioView | undefined): string | undefined {
  const plans = scenario?.plans ?? [];
  return (plans.find((one) => one.id !== 'separate') ?? plans[0])?.id;
}

/** The process of a plan with the answers that are settled. */
export function useGraph(
  scenario: string | undefined,
  plan: string | undefined,
  given: readonly string[] = [],
) {
  const { language } = useLanguage();
  return useQuery({
    // Its picture is laid out with the words of a language.
    queryKey: ['graph', scenario, plan, given, language],
    queryFn: async () =>
      (await ask(
        api.GET('/api/v1/scenarios/{id}/graph', {
          params: {
            path: { id: scenario ?? '' },
            query: { plan, ...(given.length > 0 ? { given: given.join(',') } : {}) },
          },
        }),
      )) as GraphDocument,
    enabled: Boolean(scenario) && Boolean(plan),
    staleTime: 60_000,
  });
}

/** A scenario, by one of its plans. */
export interface Chosen {
  scenario: string;
  plan: string | undefined;
}

/** What a run of these scenarios can vary, with what is so now; what they share stands once. None while it is asked for. */
export function useParameters(chosen: readonly Chosen[]): {
  data: Parameter[] | undefined;
  error: unknown;
  refetch: () => void;
} {
  return useQueries({
    queries: chosen.map(({ scenario, plan }) => ({
      queryKey: ['parameters', scenario, plan],
      queryFn: () =>
        ask(
          api.GET('/api/v1/scenarios/{id}/parameters', {
            params: { path: { id: scenario }, query: { plan } },
          }),
        ),
      staleTime: 60_000,
    })),
    combine: (asked) => {
      const all = asked.flatMap((one) => one.data?.parameters ?? []);
      const first = new Map(all.toReversed().map((one) => [one.path, one]));
      return {
        data: asked.some((one) => one.data === undefined) ? undefined : [...first.values()].toReversed(),
        error: asked.find((one) => one.error)?.error,
        refetch: () => asked.forEach((one) => one.error && void one.refetch()),
      };
    },
  });
}

/** Deletes a run that is over, with what it came to. */
export function useRemove() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => ask(api.DELETE('/api/v1/simulations/{id}', { params: { path: { id } } })),
    onSuccess: (_, id) => {
      queries.setQueryData<Run[]>(['simulations'], (runs) => runs?.filter((run) => run.id !== id));
      queries.removeQueries({ queryKey: ['simulation', id] });
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['simulations'] }),
  });
}

/** Gives a run a name, or takes it away; where the server refuses, the name is what it was. */
export function useRename() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ id, name }: { id: string; name: string }) =>
      ask(
        api.PATCH('/api/v1/simulations/{id}', {
          params: { path: { id } },
          body: { name: name.trim() || null },
        }),
      ),
    onSuccess: ({ id, request }) => {
      const renamed = (run: Run): Run =>
        run.id === id ? { ...run, request: { ...run.request, name: request.name ?? null } } : run;
      queries.setQueryData<Run>(['simulation', id], (run) => run && renamed(run));
      queries.setQueryData<Run[]>(['simulations'], (runs) => runs?.map(renamed));
    },
  });
}

/** Who asked, by the title that a development server gives to its roles; else as the server knows them. */
export function useWho(): (by: string) => string {
  const told = useSay();
  const roles = useDevelopmentRoles().data;
  return (by) => {
    const role = roles?.find((one) => one.principal.id === by);
    return role === undefined ? by : told(role.title);
  };
}
