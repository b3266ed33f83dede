import { useQuery } from '@tanstack/react-query';
import { api, ask } from '../../api/client';

/** What time it is for the server: in a sandbox another than on the wall. */
export function useClock() {
  return useQuery({
    queryKey: ['clock'],
    queryFn: () => ask(api.GET('/api/v1/clock')),
    refetchInterval: 30_000,
  });
}
