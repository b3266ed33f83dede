import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, ask } from '../../api/client';
import type { components } from '../../api/schema';

export type Generated = components['schemas']['Generated'];
export type Scenario = components['schemas']['ScenarioView'];
type Request = components['schemas']['GeneratedRequest'];

/** What is to be made up, as somebody fills it in; what is empty is as the scenario says. */
export interface Draft {
  scenario: string | null;
  plan: string | null;
  count: number;
  seed: number;
  answers: Record<string, string[]>;
}

export const FIRST: Draft = { scenario: null, plan: null, count: 100, seed: 1, answers: {} };

/** A scenario with its questions and plans. */
export function useScenario(id: string | null) {
  return useQuery({
    queryKey: ['scenario', id],
    enabled: id !== null,
    queryFn: () => ask(api.GET('/api/v1/scenarios/{id}', { params: { path: { id: id ?? '' } } })),
  });
}

function requestOf(draft: Draft): Request {
  const settled = Object.entries(draft.answers).filter(([, answers]) => answers.length > 0);
  return {
    scenario: draft.scenario ?? '',
    count: draft.count,
    seed: draft.seed,
    ...(draft.plan === null ? {} : { plan: draft.plan }),
    ...(settled.length === 0
      ? {}
      : {
          answers: Object.fromEntries(
            settled.map(([id, all]) => [id, all.length === 1 ? (all[0] ?? '') : all]),
          ),
        }),
  };
}

/** Begins applications of made-up people; the lists are read anew. */
export function useGenerate() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (draft: Draft) => ask(api.POST('/api/v1/applications/generated', { body: requestOf(draft) })),
    onSettled: () => void queries.invalidateQueries({ queryKey: ['applications'] }),
  });
}

/** How many went each way, the most frequent first: the answers in which they differ, as one text. */
export function ways(
  generated: Generated,
  scenario: Scenario | undefined,
  say: (label: { zh: string; en: string }) => string,
  usual: string,
): { way: string; count: number }[] {
  const counts = new Map<string, number>();
  const first = generated.applications[0]?.answers ?? {};
  const differing = new Set(
    Object.keys(first).filter((id) =>
      generated.applications.some((one) => String(one.answers[id]) !== String(first[id])),
    ),
  );
  for (const { answers } of generated.applications) {
    const said = Object.entries(answers).flatMap(([id, chosen]) => {
      if (!differing.has(id)) return [];
      const of = scenario?.situations.find((one) => one.id === id)?.answers ?? scenario?.applicants ?? [];
      return chosen.map((answer) => {
        const found = of.find((one) => one.id === answer);
        return found === undefined ? answer : say(found.title);
      });
    });
    const way = said.join(' · ') || usual;
    counts.set(way, (counts.get(way) ?? 0) + 1);
  }
  return [...counts].map(([way, count]) => ({ way, count })).sort((a, b) => b.count - a.count);
}
