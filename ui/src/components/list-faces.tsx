import { Button, Group, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { Failed } from "@/components/failed";
import { Loading } from "@/components/loading";
import { Sideways } from "@/components/sideways";
import { counted } from "@/lib/words";

interface Props<Item> {
  list: {
    items: Item[] | undefined;
    total: number | undefined;
    error: unknown;
    isStale: boolean;
    refetch: () => void;
    hasMore: boolean;
    readMore: () => void;
    readingMore: boolean;
  };
  noun: string;
  nouns?: string;
  empty: ReactNode;
  children: (items: Item[]) => ReactNode;
}

/** The four faces of a list that is read page by page, and the way to the next page. */
export function ListFaces<Item>({ list, noun, nouns = `${noun}s`, empty, children }: Props<Item>) {
  if (!list.items) return list.error ? <Failed error={list.error} onRetry={list.refetch} /> : <Loading />;
  if (list.items.length === 0) return empty;
  const shown = list.items.length;
  return (
    <>
      <Sideways style={{ opacity: list.isStale ? 0.6 : 1, transition: "opacity 120ms" }}>{children(list.items)}</Sideways>
      <Group justify="space-between" px="md" py="sm" style={{ borderTop: "1px solid var(--t-line)" }}>
        <Text size="sm" c="dimmed" className="numeric">
          {list.total !== undefined && list.total > shown
            ? `${shown.toLocaleString("en-GB")} of ${counted(list.total, noun, nouns)}`
            : list.hasMore ? `The first ${counted(shown, noun, nouns)}` : counted(shown, noun, nouns)}
        </Text>
        {list.hasMore && (
          <Button variant="default" size="xs" onClick={list.readMore} loading={list.readingMore}>Show more</Button>
        )}
      </Group>
    </>
  );
}
