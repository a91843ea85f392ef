import { useInfiniteQuery } from "@tanstack/react-query";

export const PAGE_ROWS = 50;
/** The most that the API gives at once. */
export const PAGE_ROWS_MAX = 200;

export interface Page<Item> {
  items: Item[];
  next_cursor?: string | null;
  total?: number | null;
}

/** A list that is read page by page with the API's cursor. */
export function usePages<Item, OnePage extends Page<Item>>(
  key: readonly unknown[],
  read: (cursor: string | undefined) => Promise<OnePage>,
  refetchInterval: number | false = false,
) {
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam }) => read(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page: OnePage) => page.next_cursor ?? undefined,
    placeholderData: (previous) => previous,
    refetchInterval,
  });
  const pages = query.data?.pages;
  return {
    first: pages?.[0],
    items: pages?.flatMap((page) => page.items),
    total: pages?.[0]?.total ?? undefined,
    isPending: query.isPending,
    isStale: query.isPlaceholderData,
    error: query.error,
    refetch: () => void query.refetch(),
    hasMore: query.hasNextPage,
    readMore: () => void query.fetchNextPage(),
    readingMore: query.isFetchingNextPage,
  };
}

/** The body of a call that has thrown if there is none. */
export function bodyOf<Body>(answer: { data?: Body | undefined }): Body {
  if (answer.data === undefined) throw new Error("The server answered without a body.");
  return answer.data;
}
