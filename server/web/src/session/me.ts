import { useQuery, type QueryClient } from '@tanstack/react-query';
import { api, ask } from '../api/client';
import type { components } from '../api/schema';
import { speakAs, useSession } from './session';

export type Me = components['schemas']['Me'];
export type SignedIn = components['schemas']['SignedIn'];
export type Role =
  'applicant' | 'clerk' | 'designer' | 'operator' | 'administrator' | 'auditor' | 'tester' | 'worker';

/** Who asks, as the server knows them. */
export function useMe() {
  const who = useSession();
  return useQuery({
    queryKey: ['me', who],
    queryFn: () => ask(api.GET('/api/v1/me')),
    staleTime: Infinity,
    enabled: who.ended === undefined,
  });
}

/** Signs out: this window knows nobody any more, and nothing that anybody was told. */
export function forget(queries: QueryClient): void {
  speakAs({ ended: true }, true);
  queries.removeQueries({ predicate: (query) => query.queryKey[0] !== 'roles' });
}

/** The roles that a development server gives with one click; none elsewhere. */
export function useDevelopmentRoles() {
  return useQuery({
    queryKey: ['roles'],
    queryFn: async () => (await ask(api.GET('/api/v1/roles'))).roles,
    staleTime: Infinity,
    retry: false,
  });
}
