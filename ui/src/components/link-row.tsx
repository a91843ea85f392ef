import { Table } from "@mantine/core";
import type { ReactNode } from "react";

interface Props {
  onOpen: () => void;
  children: ReactNode;
}

/** A table row that opens on a click anywhere; the link or button in its first cell is the way for the keyboard. */
export function LinkRow({ onOpen, children }: Props) {
  return (
    <Table.Tr
      style={{ cursor: "pointer" }}
      onClick={(event) => {
        const target = event.target as HTMLElement;
        if (!target.closest("a, button, input, label") && !window.getSelection()?.toString()) onOpen();
      }}
    >
      {children}
    </Table.Tr>
  );
}
