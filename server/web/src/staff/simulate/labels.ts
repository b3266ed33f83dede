import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { api, ask } from '../../api/client';
import { useSay, useWords } from '../../language/language';
import type { GraphDocument } from '../../picture/graph';
import { usualPlan, useGraph, useScenario, useScenarios } from './queries';
import { words } from './words';

/** What the names of a scenario are called. */
export interface Labels {
  /** `police.officer` */
  desk: (id: string) => string;
  department: (id: string) => string;
  system: (id: string) => string;
  /** A service or a licence. */
  service: (id: string) => string;
  step: (id: string) => string;
  item: (id: string) => string;
  scenario: (id: string) => string;
  /** Where none is named, the usual one. */
  plan: (id: string) => string;
  answer: (situation: string, answer: string) => { ask: string; answer: string };
}

const PAGE = 200;

export function useDepartments() {
  return useQuery({
    queryKey: ['departments'],
    queryFn: async () =>
      (await ask(api.GET('/api/v1/departments', { params: { query: { limit: PAGE } } }))).items,
    staleTime: 60_000,
  });
}

export function useSystems() {
  return useQuery({
    queryKey: ['systems'],
    queryFn: async () =>
      (await ask(api.GET('/api/v1/systems', { params: { query: { limit: PAGE } } }))).items,
    staleTime: 60_000,
  });
}

/** The labels of a scenario; of steps and services also those of a plan, where it is said. */
export function useLabels(scenarioId: string | undefined, plan?: string): Labels {
  const say = useWords(words);
  const told = useSay();
  const departments = useDepartments().data;
  const systems = useSystems().data;
  const scenarios = useScenarios().data;
  const scenario = useScenario(scenarioId).data;
  const graph = useGraph(scenarioId, plan).data;
  return useMemo(() => {
    const named = (
      id: string,
      all: readonly { id: string; title: { zh: string; en: string } }[] | undefined,
    ) => {
      const found = all?.find((one) => one.id === id);
      return found === undefined ? id : told(found.title) || id;
    };
    const department = (id: string) => named(id, departments);
    const item = (id: string) => named(id, scenario?.items);
    const services = systems?.flatMap((system) => system.services);
    return {
      department,
      item,
      scenario: (id) => named(id, scenarios),
      plan: (id) => named(id === '' ? (usualPlan(scenario) ?? '') : id, scenario?.plans),
      desk: (id) => {
        const at = id.lastIndexOf('.');
        const role = id.slice(at + 1);
        return at < 0 ? id : say.desk(department(id.slice(0, at)), say.roles[role] ?? role);
      },
      system: (id) => named(id, systems),
      service: (id) => {
        const service = named(id, services);
        if (service !== id) return service;
        const call = graph?.nodes.find((node) => node.calls === id);
        return call?.title ? told(call.title) : id;
      },
      step: (id) => stepTitle(id, graph, { item, told, say: say.step }),
      answer: (situation, answer) => {
        const asked = scenario?.situations.find((one) => one.id === situation);
        return {
          ask: asked?.ask ? told(asked.ask) : situation,
          answer: named(answer, asked?.answers),
        };
      },
    };
  }, [departments, systems, scenarios, scenario, graph, say, told]);
}

interface Saying {
  item: (id: string) => string;
  told: (label: { zh: string; en: string }) => string;
  say: (item: string, step: string) => string;
}

/** A step's title, with its item's where several have such a step. */
function stepTitle(id: string, graph: GraphDocument | undefined, { item, told, say }: Saying): string {
  const node = graph?.nodes.find((one) => one.id === id);
  const of = id.slice(0, Math.max(0, id.indexOf('.')));
  const title = node === undefined ? id.slice(of.length + (of === '' ? 0 : 1)) : told(node.title);
  const owner = of === '' ? '' : item(of);
  return owner === '' || owner === of ? title : say(owner, title);
}
