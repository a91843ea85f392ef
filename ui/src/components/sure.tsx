import { useDisclosure } from "@mantine/hooks";
import type { ReactElement, ReactNode } from "react";
import { Question } from "@/components/question";

interface Props {
  title: string;
  /** What will be so afterwards. */
  children: ReactNode;
  /** The verb on the button. */
  act: string;
  onAct: () => void;
  /** The control that opens the question. */
  by: (ask: () => void) => ReactElement;
}

/** A control that asks before something that cannot be taken back. */
export function Sure({ by, ...question }: Props) {
  const [open, dialog] = useDisclosure(false);
  return (
    <>
      {by(dialog.open)}
      <Question opened={open} onClose={dialog.close} {...question} />
    </>
  );
}
