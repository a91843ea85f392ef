import { Grid } from "@mantine/core";
import { IconVersions } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { useBuilderAutomation, useVersions } from "@/api/automation-drafts";
import { ButtonLink } from "@/components/button-link";
import { Empty } from "@/components/empty";
import { Faces } from "@/components/faces";
import { PageHeader } from "@/components/page-header";
import { Panel } from "@/components/panel";
import { Comparison } from "@/features/builder/versions/comparison";
import { VersionList } from "@/features/builder/versions/version-list";

const route = getRouteApi("/shell/automations/$automationId/versions");

/** What was published when, by whom and with what success; any two of them beside each other. */
export function VersionsPage() {
  const { automationId } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const automation = useBuilderAutomation(automationId);
  const versions = useVersions(automationId);
  const numbers = versions.data?.items.map(({ number }) => number) ?? [];
  const after = search.after ?? "draft";
  const before = search.before ?? String(after === "draft" ? (numbers[0] ?? "") : (numbers.find((number) => number < Number(after)) ?? numbers[0] ?? ""));
  return (
    <>
      <PageHeader
        title="Versions"
        about="What is published stays as it was. Runs end with the version that they began with."
        crumbs={[{ label: "Automations", to: "/automations" }, { label: automation.data?.name ?? "Automation", to: `/automations/${automationId}` }]}
        actions={<ButtonLink to="/automations/$automationId" params={{ automationId }} variant="default">Open in the builder</ButtonLink>}
      />
      <Faces
        query={versions}
        isEmpty={({ items }) => items.length === 0}
        empty={<Panel><Empty icon={IconVersions} title="Nothing published yet">Publish the draft in the builder: it becomes version 1.</Empty></Panel>}
      >
        {({ items }) => (
          <Grid gap="lg">
            <Grid.Col span={{ base: 12, lg: 4 }}>
              <VersionList automationId={automationId} items={items} onCompare={(number) => void navigate({ search: { before: String(number), after: "draft" }, replace: true })} />
            </Grid.Col>
            <Grid.Col span={{ base: 12, lg: 8 }}>
              {automation.data && (
                <Comparison
                  automation={automation.data} numbers={numbers} before={before} after={after}
                  onChange={(change) => void navigate({ search: { before, after, ...change }, replace: true })}
                />
              )}
            </Grid.Col>
          </Grid>
        )}
      </Faces>
    </>
  );
}
