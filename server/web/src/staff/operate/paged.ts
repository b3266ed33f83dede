import { useInfiniteQuery } from '@tanstack/react-query';

interface Page<T> {
  items: T[];
  next_cursor?: string | null;
}

/** A list that the server gives page by page; what came so far is asked for anew every so often. */
export function usePaged<T>(
  key: readonly unknown[],
  ask: (cursor: string | undefined) => Promise<Page<T>>,
  everyMs?: number,
  enabled = true,
) {
  return useInfiniteQuery({
    queryKey: key,
    enabled,
    queryFn: ({ pageParam }) => ask(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    select: (data) => data.pages.flatMap((page) => page.items),
    ...(everyMs === undefined ? {} : { refetchInterval: everyMs }),
  });
}
