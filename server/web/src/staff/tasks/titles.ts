import { useQueries, useQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { api, ask } from '../../api/client';
import type { components } from '../../api/schema';
import { useSay } from '../../language/language';
import type { Label } from '../../language/words';
import { useDevelopmentRoles } from '../../session/me';
import { useMay } from './may';

export type FieldView = components['schemas']['FieldView'];
type ValueOption = components['schemas']['ValueOption'];

/** Titles change with a deployment or a published version, hardly within a session. */
const LONG = 5 * 60_000;

/** Departments, by id. */
export function useDepartments() {
  return useQuery({
    queryKey: ['departments', 'all'],
    queryFn: async () =>
      (await ask(api.GET('/api/v1/departments', { params: { query: { limit: 200 } } }))).items,
    staleTime: LONG,
  });
}

/** Scenarios of the library, by id. */
export function useScenarioList() {
  return useQuery({
    queryKey: ['scenarios', 'all'],
    queryFn: async () =>
      (await ask(api.GET('/api/v1/scenarios', { params: { query: { limit: 200 } } }))).items,
    staleTime: LONG,
  });
}

/** The title of something by its id; the id itself where nothing is known about it. */
export type Title = (id: string) => string;

function useTitle(all: readonly { id: string; title: Label }[] | undefined): Title {
  const say = useSay();
  return useMemo(() => {
    const titles = new Map(all?.map((one) => [one.id, one.title]));
    return (id: string) => {
      const title = titles.get(id);
      return title === undefined ? id : say(title);
    };
  }, [all, say]);
}

export function useDepartmentTitle(): Title {
  return useTitle(useDepartments().data);
}

export function useScenarioTitle(): Title {
  return useTitle(useScenarioList().data);
}

/** Titles of the items of some scenarios: by scenario and item. */
export function useItemTitle(scenarios: readonly string[]): (scenario: string, item: string) => string {
  const say = useSay();
  const titles = useQueries({
    queries: scenarios.map((id) => ({
      queryKey: ['scenario', id],
      queryFn: () => ask(api.GET('/api/v1/scenarios/{id}', { params: { path: { id } } })),
      staleTime: LONG,
    })),
    combine: (answers) =>
      new Map(
        answers.flatMap(
          ({ data }) => data?.items.map((item) => [`${data.id} ${item.id}`, item.title] as const) ?? [],
        ),
      ),
  });
  return useCallback(
    (scenario: string, item: string) => {
      const title = titles.get(`${scenario} ${item}`);
      return title === undefined ? item : say(title);
    },
    [titles, say],
  );
}

/** Fields and materials of a scenario as any of its plans asks them: their titles and types. */
export interface Vocabulary {
  fields: ReadonlyMap<string, FieldView>;
  materials: ReadonlyMap<string, Label>;
  /**
   * Values there are to choose from, by the name of an element: what no form asks of one party, such as the sex of a
   * mother, is often asked of another.
   */
  options: ReadonlyMap<string, readonly ValueOption[]>;
  /** What the application's own plan asks. */
  asked: readonly string[];
}

const NOTHING: Vocabulary = { fields: new Map(), materials: new Map(), options: new Map(), asked: [] };

export function useVocabulary(scenario: string | undefined, plan: string | undefined): Vocabulary {
  const list = useScenarioList();
  const plans = list.data?.find((one) => one.id === scenario)?.plans.map((one) => one.id) ?? [];
  return useQueries({
    queries: (scenario === undefined ? [] : plans).map((each) => ({
      queryKey: ['scenario', scenario, 'form', each],
      queryFn: () =>
        ask(
          api.GET('/api/v1/scenarios/{id}/form', {
            params: { path: { id: scenario ?? '' }, query: { plan: each } },
          }),
        ),
      staleTime: LONG,
    })),
    combine: (answers): Vocabulary => {
      const forms = answers.flatMap(({ data }) => (data === undefined ? [] : [data]));
      if (forms.length === 0) return NOTHING;
      return {
        fields: new Map(forms.flatMap((form) => form.fields.map((field) => [field.id, field] as const))),
        materials: new Map(
          forms.flatMap((form) => form.materials.map((one) => [one.id, one.title] as const)),
        ),
        options: byElement(forms.flatMap((form) => form.fields)),
        asked: forms
          .filter((form) => form.plan === plan)
          .flatMap((form) => [...form.fields.filter((f) => f.kind === 'field'), ...form.materials])
          .map((one) => one.id),
      };
    },
  });
}

/** What stands behind the party in the name of a field: `sex` of `mother.sex`. */
function element(id: string): string {
  return id.slice(id.indexOf('.') + 1);
}

function byElement(fields: readonly FieldView[]): Vocabulary['options'] {
  const all = new Map<string, readonly ValueOption[]>();
  for (const { id, kind, options } of fields) {
    if (kind !== 'field' || options.length === 0) continue;
    all.set(element(id), [...(all.get(element(id)) ?? []), ...options]);
  }
  return all;
}

/** What there is to choose from, as far as any form tells. */
export function optionsOf(words: Vocabulary, id: string): readonly ValueOption[] | undefined {
  return words.fields.get(id)?.options ?? words.options.get(element(id));
}

/** A value in words, where it is one of those there are to choose from. */
export function optionOf(words: Vocabulary, id: string, value: string): Label | undefined {
  return optionsOf(words, id)?.find((option) => option.value === value)?.title;
}

export type Colleague = components['schemas']['Colleague'];

/** Who works in a department, for those who may know their names. */
export function useColleagues(department: string | undefined) {
  const isTold = useMay('knowColleagues');
  return useQuery({
    queryKey: ['colleagues', department],
    enabled: isTold && department !== undefined,
    queryFn: async () =>
      (
        await ask(
          api.GET('/api/v1/departments/{id}/colleagues', {
            params: { path: { id: department ?? '' }, query: { limit: 200 } },
          }),
        )
      ).items,
  });
}

/** Who somebody is, by their principal's id: a colleague's name, the title of a development role, else the id. */
export function usePerson(department?: string): Title {
  const roles = useDevelopmentRoles();
  const colleagues = useColleagues(department);
  const say = useSay();
  return useMemo(() => {
    const names = new Map(roles.data?.map((role) => [role.principal.id, say(role.title)]));
    for (const one of colleagues.data ?? []) if (!names.has(one.id)) names.set(one.id, one.name);
    return (id: string) => names.get(id) ?? id;
  }, [roles.data, colleagues.data, say]);
}
