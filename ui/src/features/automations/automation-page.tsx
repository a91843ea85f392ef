import { Grid, Group, Stack } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { useAutomation } from "@/api/automations";
import type { AutomationDetail } from "@/api/types";
import { ButtonLink } from "@/components/button-link";
import { Facts } from "@/components/facts";
import { Faces } from "@/components/faces";
import { Instant } from "@/components/instant";
import { JsonToggle } from "@/components/json-toggle";
import { PageHeader } from "@/components/page-header";
import { Panel } from "@/components/panel";
import { StatusBadge } from "@/components/status-badge";
import { AutomationSwitch } from "@/features/automations/automation-switch";
import { Outline } from "@/features/automations/outline";

const route = getRouteApi("/shell/automations/$automationId");

export function AutomationPage() {
  const { automationId } = route.useParams();
  const automation = useAutomation(automationId);
  return <Faces query={automation} shape="text">{(body) => <AutomationFull automation={body} />}</Faces>;
}

function AutomationFull({ automation }: { automation: AutomationDetail }) {
  return (
    <>
      <PageHeader
        title={automation.name}
        badge={<StatusBadge state={automation.enabled ? "on" : "off"} />}
        about={automation.description}
        crumbs={[{ label: "Automations", to: "/automations" }]}
        actions={
          <Group>
            <AutomationSwitch automation={automation} />
            <ButtonLink to="/runs" search={{ automation: automation.id }} variant="default">Runs</ButtonLink>
          </Group>
        }
      />
      <Grid gap="md">
        <Grid.Col span={{ base: 12, lg: 8 }}><Panel title="Steps"><Outline definition={automation.definition} /></Panel></Grid.Col>
        <Grid.Col span={{ base: 12, lg: 4 }}>
          <Panel title="Details">
            <Stack>
              <Facts
                facts={[
                  ["Version", String(automation.version)],
                  ["Published", <Instant key="published" at={automation.published_at} never="Not yet" />],
                  ["Published by", automation.published_by],
                  ["Last run", <Instant key="last" at={automation.last_run_at} never="Never" />],
                  ["Runs today", String(automation.runs_today)],
                  ["Failed today", String(automation.failures_today)],
                ]}
              />
              <JsonToggle label="definition" value={automation.definition} />
            </Stack>
          </Panel>
        </Grid.Col>
      </Grid>
    </>
  );
}
