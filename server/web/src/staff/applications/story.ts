import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api, ask } from '../../api/client';
import { isRefused } from '../../api/problem';
import type { components } from '../../api/schema';

export type Entry = components['schemas']['TimelineEntry'];

/** What is read of a list that only ever grows: its parts, the first first, and where to read on. */
export interface Story<T> {
  parts: readonly T[];
  /** Whether all of it is there. */
  isWhole: boolean;
  /** The last page that was read, which may have grown since: its cursor, and how many parts stand before it. */
  last: { cursor: string | undefined; before: number };
}

/** Entries of a page; as many as the server gives at once. */
export const PAGE = 200;

/**
 * Reads a story on from where it was read to: what stands before the last page is as it was. `tell` has what came so
 * far, so that a long one is seen before it is whole.
 */
export async function readOn<T>(
  known: Story<T> | undefined,
  page: (cursor: string | undefined) => Promise<{ parts: readonly T[]; next: string | null | undefined }>,
  tell: (so_far: Story<T>) => void,
): Promise<Story<T>> {
  let cursor = known?.last.cursor;
  let parts = known?.parts.slice(0, known.last.before) ?? [];
  for (;;) {
    let answer;
    try {
      answer = await page(cursor);
    } catch (cause) {
      // A server that does not know where it was is asked from the beginning.
      if (cursor !== undefined && known !== undefined && isRefused(cause, 400, 422)) {
        return readOn(undefined, page, tell);
      }
      throw cause;
    }
    const last = { cursor, before: parts.length };
    parts = parts.concat(answer.parts);
    if (answer.next == null) return { parts, isWhole: true, last };
    tell({ parts, isWhole: false, last });
    cursor = answer.next;
  }
}

/** What happened to an application in words, page by page. */
export function useStory(application: string) {
  const queries = useQueryClient();
  const key = ['application', application, 'story'];
  return useQuery({
    queryKey: key,
    structuralSharing: false,
    queryFn: ({ signal }) =>
      readOn<Entry>(
        queries.getQueryData(key),
        async (cursor) => {
          const params = {
            path: { id: application },
            query: { limit: PAGE, ...(cursor === undefined ? {} : { cursor }) },
          };
          const answer = await ask(api.GET('/api/v1/applications/{id}/timeline', { params, signal }));
          return { parts: answer.entries, next: answer.next_cursor };
        },
        (part) => queries.setQueryData(key, part),
      ),
  });
}
