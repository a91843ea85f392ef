import { Button, Group } from "@mantine/core";
import { useState } from "react";
import { asProblem } from "@/api/problem";
import { notifyFailed } from "@/components/notify";
import { Notice } from "@/components/notice";

interface Props {
  message: string;
  choose: (mine: boolean) => Promise<void>;
}

/** Somebody else saved the draft in between: one of the two goes on. */
export function Conflict({ message, choose }: Props) {
  const [busy, setBusy] = useState(false);
  const act = (mine: boolean) => {
    setBusy(true);
    choose(mine).catch((error: unknown) => notifyFailed(asProblem(error))).finally(() => setBusy(false));
  };
  return (
    <Notice tone="amber" role="alert" title="Somebody else saved this automation">
      {message} Your own changes are not saved. Choose which draft goes on; the other one is given up.
      <Group gap="xs" mt="xs">
        <Button size="xs" variant="default" disabled={busy} onClick={() => act(false)}>Take what they saved</Button>
        <Button size="xs" variant="default" disabled={busy} onClick={() => act(true)}>Keep what is here</Button>
      </Group>
    </Notice>
  );
}
