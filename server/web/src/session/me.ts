import { useQuery } from '@tanstack/react-query';
import { api, ask } from '../api/client';
import type { components } from '../api/schema';
import { useSession } from './session';

export type Me = components['schemas']['Me'];
export type Role =
  'applicant' | 'clerk' | 'designer' | 'operator' | 'administrator' | 'auditor' | 'tester' | 'worker';

/** Who asks, as the server knows them. */
export function useMe() {
  const who = useSession();
  return useQuery({ queryKey: ['me', who], queryFn: () => ask(api.GET('/api/v1/me')), staleTime: Infinity });
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
