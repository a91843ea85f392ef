import { Button, Stack } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { useProgress } from "@/api/live";
import { useTieOut, useTieOutAddress } from "@/api/tie-outs";
import type { TieOutDetail } from "@/api/types";
import { Faces } from "@/components/faces";
import { Instant } from "@/components/instant";
import { PageHeader } from "@/components/page-header";
import { Panel } from "@/components/panel";
import { ProgressLine } from "@/components/progress-line";
import { Notice } from "@/components/notice";
import { PairReport } from "@/features/reports/pair-report";
import { PairTabs } from "@/features/reports/pair-tabs";
import { restOf } from "@/features/reports/model/difference";
import { formatDay, isOpenEnd } from "@/lib/dates";
import { VerdictBanner } from "@/features/reports/verdict-banner";

const route = getRouteApi("/shell/reports/tie-outs/$tieOutId");

export function TieOutPage() {
  const { tieOutId } = route.useParams();
  const tieOut = useTieOut(tieOutId);
  return <Faces query={tieOut} shape="text">{(body) => <TieOutFull tieOut={body} />}</Faces>;
}

function TieOutFull({ tieOut }: { tieOut: TieOutDetail }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const live = useProgress("tie_out", tieOut.id);
  const json = useTieOutAddress(tieOut.id, "json");
  const csv = useTieOutAddress(tieOut.id, "csv");
  const running = tieOut.state === "running";
  const index = Math.min(Math.max(Number(search.pair ?? "0") || 0, 0), Math.max(tieOut.pairs.length - 1, 0));
  const pair = tieOut.pairs[index];
  const go = (next: typeof search) => void navigate({ search: next, replace: true });
  return (
    <>
      <PageHeader
        title="Tie-out"
        about={<>{tieOut.title || tieOut.sides.map(({ name }) => name).join(", ")}{tieOut.as_of && !isOpenEnd(tieOut.as_of) && ` as of ${formatDay(tieOut.as_of)}`}; run <Instant at={tieOut.started_at} exact /> by {tieOut.started_by}</>}
        crumbs={[{ label: "Reports", to: "/reports" }]}
        actions={
          !running && tieOut.state !== "failed" && (
            <>
              <Button component="a" href={csv} download variant="default" leftSection={<IconDownload size={16} aria-hidden />}>CSV</Button>
              <Button component="a" href={json} download variant="default" leftSection={<IconDownload size={16} aria-hidden />}>JSON</Button>
            </>
          )
        }
      />
      <Stack gap="md">
        {running && <Panel><ProgressLine label={live?.text || "Reading both ledgers afresh"} done={live?.done ?? 0} total={live?.total ?? 0} /></Panel>}
        {tieOut.state === "failed" && (
          <Notice tone="red" title="This tie-out could not be finished">
            {tieOut.error || "Run it again; nothing was changed anywhere."}
          </Notice>
        )}
        {!running && tieOut.state !== "failed" && (
          <>
            <VerdictBanner differences={tieOut.differences} unexplained={restOf(tieOut.pairs, tieOut.unexplained)} />
            <PairTabs pairs={tieOut.pairs} chosen={index} onChoose={(next) => go(next > 0 ? { pair: String(next) } : {})} />
            {pair && (
              <PairReport
                pair={pair}
                cause={search.cause}
                onCause={(cause) => go({ ...(search.pair ? { pair: search.pair } : {}), ...(cause ? { cause } : {}) })}
              />
            )}
          </>
        )}
      </Stack>
    </>
  );
}
