import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api, ask } from '../../api/client';
import { PAGE, readOn, type Story } from './story';

/** One event of an application as the journal has it, with names in place of positions. */
export interface Happened {
  sequence: number;
  at: string;
  by: unknown;
  event: string;
  step?: string;
  item?: string;
  fact?: string;
  [detail: string]: unknown;
}

/** Events of an application, and who asked for the turn that each is of. */
export interface History extends Story<Happened> {
  /** By sequence: the principal, where it was one. */
  by: ReadonlyMap<number, string>;
}

/** Everything that happened to an application, page by page; for those who may read what people told. */
export function useHistory(application: string, on: boolean) {
  const queries = useQueryClient();
  const key = ['application', application, 'events'];
  return useQuery({
    queryKey: key,
    enabled: on,
    queryFn: ({ signal }) => {
      const known = queries.getQueryData<History>(key);
      const by = new Map(known?.by);
      const page = async (cursor: string | undefined) => {
        const params = {
          path: { id: application },
          query: { limit: PAGE, ...(cursor === undefined ? {} : { cursor }) },
        };
        const answer = await ask(api.GET('/api/v1/applications/{id}/events', { params, signal }));
        const turns = 'turns' in answer ? answer.turns : [];
        const parts = turns.flatMap((turn) => {
          const events = turn.events as Happened[];
          if (turn.by != null) for (const event of events) by.set(event.sequence, turn.by);
          return events;
        });
        return { parts, next: 'turns' in answer ? answer.next_cursor : undefined };
      };
      return readOn<Happened>(known, page, (part) =>
        queries.setQueryData<History>(key, { ...part, by }),
      ).then((whole): History => ({ ...whole, by }));
    },
    // Told live: what is there is put behind what was read.
    staleTime: Infinity,
    structuralSharing: false,
  });
}
