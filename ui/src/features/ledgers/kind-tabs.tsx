import { Tabs } from "@mantine/core";
import { useEffect, useRef } from "react";
import type { EntityKind } from "@/api/types";
import classes from "@/features/ledgers/kind-tabs.module.css";
import { wordsFor } from "@/lib/words";

interface Props {
  kinds: EntityKind[];
  chosen: EntityKind;
}

/** A tab for each kind on one line, which scrolls where it is longer than the page; the chosen one is kept in sight. */
export function KindTabs({ kinds, chosen }: Props) {
  const strip = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const tab = strip.current?.querySelector<HTMLElement>("[aria-selected=true]");
    // Only sideways: `scrollIntoView` would move the page as well.
    if (strip.current && tab) strip.current.scrollLeft = tab.offsetLeft - (strip.current.clientWidth - tab.offsetWidth) / 2;
  }, [chosen]);
  return (
    <Tabs.List ref={strip} px="md" className={classes.strip} aria-label="Kinds">
      {kinds.map((one) => <Tabs.Tab key={one} value={one} className={classes.tab}>{wordsFor(one)}</Tabs.Tab>)}
    </Tabs.List>
  );
}
