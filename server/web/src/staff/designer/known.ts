import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { api, ask } from '../../api/client';
import { isMissing, useSchema } from './check';
import { KINDS, type Kind, type Known, type Name } from './completion';
import type { Schema } from './schema';

/** A name without a title of its own. */
const bare = (id: string): Name => ({ id, title: { zh: '', en: '' } });

/** What completion knows: the schema, and the names that the catalogues of a scenario define. */
export function useKnown(scenario: string): Known {
  const schema = useSchema();
  const names = useQuery({
    queryKey: ['names', scenario],
    queryFn: async () => {
      try {
        return await ask(api.GET('/api/v1/scenarios/{id}/names', { params: { path: { id: scenario } } }));
      } catch (cause) {
        // What was never published has no names of its own yet.
        if (isMissing(cause)) return null;
        throw cause;
      }
    },
    staleTime: 60_000,
  });
  return useMemo(() => {
    const told = names.data;
    const none = Object.fromEntries(KINDS.map((kind) => [kind, []])) as unknown as Record<Kind, Name[]>;
    const all = told
      ? { ...none, ...told, roles: told.roles.map(bare), calendars: told.calendars.map(bare) }
      : none;
    return { schema: (schema.data ?? {}) as Schema, names: all };
  }, [schema.data, names.data]);
}
