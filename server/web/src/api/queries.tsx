import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useEffect, type ReactNode } from 'react';
import { Refused } from './problem';
import { onReachable } from './reachable';

/** What was asked is asked again where the server was gone, never where it refused. */
const queries = new QueryClient({
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
