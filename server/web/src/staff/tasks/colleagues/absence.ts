import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, ask } from '../../../api/client';
import type { components } from '../../../api/schema';

export type Absence = components['schemas']['AbsenceView'];
export type NewAbsence = components['schemas']['NewAbsence'];

const OWN = ['absence', 'own'];

/** Whether a clerk is away, by their own record. */
export function useOwnAbsence() {
  return useQuery({
    queryKey: OWN,
    queryFn: async () => (await ask(api.GET('/api/v1/me/absence'))).absence ?? null,
    refetchInterval: 60_000,
  });
}

/** Records that somebody is away, or that they are there (`null`): oneself, or another by their id. */
export function useAway(person: string | 'me', done: (absence: NewAbsence | null) => void) {
  const queries = useQueryClient();
  const path = { id: person };
  return useMutation({
    mutationFn: async (absence: NewAbsence | null) => {
      if (person === 'me') {
        return absence === null
          ? ask(api.DELETE('/api/v1/me/absence'))
          : ask(api.PUT('/api/v1/me/absence', { body: absence }));
      }
      return absence === null
        ? ask(api.DELETE('/api/v1/people/{id}/absence', { params: { path } }))
        : ask(api.PUT('/api/v1/people/{id}/absence', { params: { path }, body: absence }));
    },
    onSuccess: (_, absence) => {
      void queries.invalidateQueries({ queryKey: OWN });
      void queries.invalidateQueries({ queryKey: ['colleagues'] });
      // Tasks that they had claimed are others' now.
      void queries.invalidateQueries({ queryKey: ['tasks'] });
      void queries.invalidateQueries({ queryKey: ['task counts'] });
      done(absence);
    },
  });
}

/** A moment as a field of a form has it, by the clock on the wall; and back. */
export function local(moment: Date): string {
  const two = (number: number) => String(number).padStart(2, '0');
  const day = `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
  return `${day}T${two(moment.getHours())}:${two(moment.getMinutes())}`;
}

export function moment(text: string): string | undefined {
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}
