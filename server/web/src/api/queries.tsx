import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useEffect, type ReactNode } from 'react';
import { isRefused, Refused } from './problem';
import { onReachable } from './reachable';

/** Asks anew who is here where somebody is no longer known, whatever it was that they were refused. */
function askWho(error: unknown): void {
  if (isRefused(error, 401)) void queries.invalidateQueries({ queryKey: ['me'] });
}

/** What was asked is asked again where the server was gone, never where it refused. */
const queries = new QueryClient({
  queryCache: new QueryCache({
    onError: (error, query) => query.queryKey[0] !== 'me' && askWho(error),
  }),
  mutationCache: new MutationCache({ onError: askWho }),
  defaultOptions: {
    queries: {
      retry: (count, error) => !(error instanceof Refused) && count < 2,
      refetchOnWindowFocus: false,
      staleTime: 5_000,
      networkMode: 'always',
    },
    mutations: { retry: false, networkMode: 'always' },
  },
});

export function Queries({ children }: { children: ReactNode }) {
  useEffect(() => onReachable((reachable) => reachable && void queries.invalidateQueries()), []);
  return <QueryClientProvider client={queries}>{children}</QueryClientProvider>;
}
