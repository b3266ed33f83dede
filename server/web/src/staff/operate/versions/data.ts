import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { api, ask } from '../../../api/client';
import type { components } from '../../../api/schema';
import { usePaged } from '../paged';

export type Version = components['schemas']['VersionView'];
export type Verdict = components['schemas']['VerdictView'];
export type Migration = components['schemas']['MigrationView'];

export const MIGRATIONS = ['operate', 'migrations'] as const;

/** The latest version of each scenario. */
export function useVersions() {
  return useQuery({
    queryKey: ['operate', 'versions'],
    queryFn: async () => (await ask(api.GET('/api/v1/versions'))).items,
    refetchInterval: 10_000,
  });
}

/** All versions of one scenario, the newest first. */
export function useVersionsOf(scenario: string) {
  return useQuery({
    queryKey: ['operate', 'versions', scenario],
    queryFn: async () => (await ask(api.GET('/api/v1/versions', { params: { query: { scenario } } }))).items,
  });
}

/** What would become of each open application; page by page. */
export function useVerdicts(scenario: string, to: string) {
  return useInfiniteQuery({
    queryKey: ['operate', 'verdicts', scenario, to],
    queryFn: ({ pageParam }) =>
      ask(
        api.POST('/api/v1/migrations/check', {
          body: { scenario, to, limit: 100, ...(pageParam ? { cursor: pageParam } : {}) },
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    select: (data) => data.pages.flatMap((page) => page.items),
    staleTime: 0,
    gcTime: 0,
  });
}

/** Migrations, the last first; looked at often while one runs. */
export function useMigrations() {
  const migrations = usePaged<Migration>(
    MIGRATIONS,
    (cursor) =>
      ask(
        api.GET('/api/v1/migrations', { params: { query: { limit: 200, ...(cursor ? { cursor } : {}) } } }),
      ),
    2_000,
  );
  return migrations;
}

/** A version in so many characters that people can tell them apart. */
export function short(version: string): string {
  return version.slice(0, 10);
}
