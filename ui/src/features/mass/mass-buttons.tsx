import { Button, Text } from "@mantine/core";
import { modals } from "@mantine/modals";
import { IconDownload, IconPlayerPause, IconPlayerPlay } from "@tabler/icons-react";
import { useApplyMass, useCancelMass, useFileAddress, usePauseMass } from "@/api/masses";
import type { Mass } from "@/api/types";
import { useWorkspacePath } from "@/api/workspace";
import { Allowed } from "@/components/allowed";
import { toDo } from "@/features/mass/model/words";
import { counted } from "@/lib/words";

const NEEDED = { import: "import", export: "post", links: "link" } as const;

/** Apply, pause, go on, cancel, and the plan as a file. */
export function MassButtons({ mass }: { mass: Mass }) {
  const params = { path: { ...useWorkspacePath(), mass_id: mass.id } };
  const [apply, pause, cancel] = [useApplyMass(), usePauseMass(), useCancelMass()];
  const address = useFileAddress();
  const needed = NEEDED[mass.direction];
  const count = toDo(mass);
  const nothing = count === 0 ? "Nothing is left to do: decide doubtful rows first." : "";
  const over = mass.state === "finished" || mass.state === "cancelled";
  const ask = () =>
    modals.openConfirmModal({
      title: "Cancel this?",
      children: <Text size="sm">What is done stays as it is; the rest of the plan is not done.</Text>,
      labels: { confirm: "Cancel the rest", cancel: "Keep it" },
      confirmProps: { color: "red" },
      onConfirm: () => cancel.mutate({ params }),
    });
  return (
    <>
      {mass.planned_at && (
        <Button component="a" href={address(`/masses/${mass.id}/plan.csv`)} download variant="default" leftSection={<IconDownload size={16} aria-hidden />}>
          Plan as CSV
        </Button>
      )}
      {!over && (
        <Allowed to={needed}>{(disabled) => <Button variant="default" disabled={disabled} loading={cancel.isPending} onClick={ask}>Cancel</Button>}</Allowed>
      )}
      {mass.state === "applying" && (
        <Allowed to={needed}>
          {(disabled) => (
            <Button disabled={disabled} loading={pause.isPending} leftSection={<IconPlayerPause size={16} aria-hidden />} onClick={() => pause.mutate({ params })}>Pause</Button>
          )}
        </Allowed>
      )}
      {(mass.state === "planned" || mass.state === "paused") && (
        <Allowed to={needed} unless={mass.state === "planned" ? nothing : ""}>
          {(disabled) => (
            <Button disabled={disabled} loading={apply.isPending} leftSection={<IconPlayerPlay size={16} aria-hidden />} onClick={() => apply.mutate({ params })}>
              {mass.state === "paused" ? "Go on" : `Apply ${counted(count, "row")}`}
            </Button>
          )}
        </Allowed>
      )}
    </>
  );
}
