import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { api, ask } from '../../api/client';
import { known } from './facts';

/** What is known of an application beside what a step is decided on: fields and materials. */
export function useRest(application: string, shown: ReadonlySet<string>, on: boolean) {
  const asked = useQuery({
    queryKey: ['application', application, 'facts'],
    enabled: on,
    queryFn: async () =>
      (await ask(api.GET('/api/v1/applications/{id}/facts', { params: { path: { id: application } } })))
        .facts,
  });
  const rest = useMemo(
    () => (asked.data ?? []).filter(({ id }) => !shown.has(id)).map(known),
    [asked.data, shown],
  );
  return { asked, rest };
}
