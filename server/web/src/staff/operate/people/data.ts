import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, ask } from '../../../api/client';
import type { components } from '../../../api/schema';
import { usePaged } from '../paged';

export type Colleague = components['schemas']['Colleague'];
export type Absence = components['schemas']['AbsenceView'];
export type AbsenceRecord = components['schemas']['AbsenceRecord'];
export type NewAbsence = components['schemas']['NewAbsence'];

const PEOPLE = ['operate', 'people'] as const;

/** The clerks of a department; not for operators. */
export function useColleagues(department: string | undefined) {
  return usePaged<Colleague>(
    [...PEOPLE, department],
    (cursor) =>
      ask(
        api.GET('/api/v1/departments/{id}/colleagues', {
          params: { path: { id: department ?? '' }, query: { limit: 100, ...(cursor ? { cursor } : {}) } },
        }),
      ),
    undefined,
    department !== undefined,
  );
}

/** All that was ever said of absences, the last first. */
export function useRecords() {
  return useQuery({
    queryKey: [...PEOPLE, 'records'],
    queryFn: async () => {
      const all: AbsenceRecord[] = [];
      let cursor: string | undefined;
      do {
        const query = { limit: 200, ...(cursor === undefined ? {} : { cursor }) };
        const page = await ask(api.GET('/api/v1/absences', { params: { query } }));
        all.push(...page.items);
        cursor = page.next_cursor ?? undefined;
      } while (cursor !== undefined);
      return all.reverse();
    },
  });
}

/** Says that somebody is away, or that they are there again where nothing is said of it. */
export function useAbsence() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ person, absence }: { person: string; absence: NewAbsence | undefined }) => {
      const params = { path: { id: person } };
      return absence === undefined
        ? ask(api.DELETE('/api/v1/people/{id}/absence', { params }))
        : ask(api.PUT('/api/v1/people/{id}/absence', { params, body: absence }));
    },
    onSettled: () => void queries.invalidateQueries({ queryKey: PEOPLE }),
  });
}
