import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { api, ask } from '../../api/client';
import { useSay } from '../../language/language';
import type { Label } from '../../language/words';

type Titled = { id: string; title: Label };
const limited = { params: { query: { limit: 200 } } };

function useTitles(kind: string, load: () => Promise<{ items: Titled[] }>) {
  const told = useSay();
  const titles = useQuery({
    queryKey: ['titles', kind],
    queryFn: async () => new Map((await load()).items.map((one) => [one.id, one.title])),
    staleTime: 60_000,
  });
  const { data } = titles;
  return useCallback(
    (id: string) => {
      const title = data?.get(id);
      return title ? told(title) : id;
    },
    [data, told],
  );
}

/** Names scenarios as people know them. */
export function useScenarioName() {
  return useTitles('scenarios', () => ask(api.GET('/api/v1/scenarios', limited)));
}

export function useDepartmentName() {
  return useTitles('departments', () => ask(api.GET('/api/v1/departments', limited)));
}

export function useSystemName() {
  return useTitles('systems', () => ask(api.GET('/api/v1/systems', limited)));
}

/** The server's time: what is so long ago is so by that. */
export function useServerTime() {
  return useQuery({
    queryKey: ['operate', 'clock'],
    queryFn: () => ask(api.GET('/api/v1/clock')),
    refetchInterval: 10_000,
  });
}
