import { Stack } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { isMoving, useMass } from "@/api/masses";
import type { Mass } from "@/api/types";
import { Faces } from "@/components/faces";
import { Instant } from "@/components/instant";
import { Notice } from "@/components/notice";
import { PageHeader } from "@/components/page-header";
import { Panel } from "@/components/panel";
import { ProgressLine } from "@/components/progress-line";
import { StatusBadge } from "@/components/status-badge";
import { TextLink } from "@/components/text-link";
import { MassButtons } from "@/features/mass/mass-buttons";
import { MassStats } from "@/features/mass/mass-stats";
import { PlanRows } from "@/features/mass/plan-rows";
import { byAction, progressOf, stateWord, byState, titleOf } from "@/features/mass/model/words";
import { counted } from "@/lib/words";

const route = getRouteApi("/shell/masses/$massId");

/** A plan, what is decided about it, and how it is applied. */
export function MassPage() {
  const { massId } = route.useParams();
  const mass = useMass(massId);
  return <Faces query={mass} shape="text">{(body) => <Full mass={body} />}</Faces>;
}

function Full({ mass }: { mass: Mass }) {
  return (
    <>
      <PageHeader
        title={titleOf(mass)}
        badge={<StatusBadge state={mass.state} />}
        about={
          <>
            {mass.connection.organisation_name} · begun <Instant at={mass.created_at} /> by {mass.created_by}
            {mass.run_id && <> · <TextLink underline="always" to="/runs/$runId" params={{ runId: mass.run_id }}>Open run</TextLink></>}
          </>
        }
        crumbs={[{ label: "Integrations", to: "/settings/integrations" }, { label: "Mass import and export", to: "/masses" }]}
        actions={<MassButtons mass={mass} />}
      />
      <Stack gap="md">
        <Said mass={mass} />
        {mass.planned_at && (
          <>
            <MassStats mass={mass} />
            <PlanRows mass={mass} />
          </>
        )}
      </Stack>
    </>
  );
}

/** Where it stands, in a sentence. */
function Said({ mass }: { mass: Mass }) {
  const { done, total } = progressOf(mass.counts);
  const ended = byState(mass.counts).map(([state, rows]) => `${stateWord(state).toLowerCase()} ${rows.toLocaleString("en-GB")}`).join(" · ");
  if (mass.state === "failed" || mass.error) return <Notice tone="red" role="alert" title="This did not go on">{mass.error}</Notice>;
  if (mass.state === "planning") {
    return <Panel><ProgressLine label="The plan is being made" done={0} total={0} text={`Reading ${mass.connection.organisation_name} and comparing`} /></Panel>;
  }
  if (mass.state === "applying") return <Panel><ProgressLine label="Applying the plan" done={done} total={total} text={ended} /></Panel>;
  if (mass.state === "paused") {
    return <Notice tone="amber" title="Paused">{counted(done, "row")} of {total.toLocaleString("en-GB")} done. What was not sent waits here; go on whenever you like.</Notice>;
  }
  if (isMoving(mass) || mass.state === "planned") {
    return (
      <>
        {mass.undecided > 0 && (
          <Notice tone="amber" title={`${counted(mass.undecided, "row is", "rows are")} doubtful`}>Decide {mass.undecided === 1 ? "it" : "them"} under “Doubtful”. What is not decided is left out when you apply the plan.</Notice>
        )}
        <Refused mass={mass} />
      </>
    );
  }
  return <Notice tone={mass.state === "finished" ? "green" : "gray"} role="status" title={mass.state === "finished" ? "Finished" : "Cancelled"}>{ended}</Notice>;
}

/** What the ledger has and the collection will not take, and where that is put right. */
function Refused({ mass }: { mass: Mass }) {
  const refused = byAction(mass.counts).refused;
  if (mass.direction !== "import" || refused === 0) return null;
  return (
    <Notice tone="amber" title={`${counted(refused, "row", "rows")} cannot become ${refused === 1 ? "a record" : "records"}`}>
      Why stands under “Refused”. Where the ledger leaves a required field empty, make it optional or give it a default under{" "}
      <TextLink underline="always" to="/collections/$key/settings/$tab" params={{ key: mass.collection, tab: "fields" }}>Fields of {mass.collection_name}</TextLink>; then make a new plan.
    </Notice>
  );
}
