import { List, SimpleGrid, Stack } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { useConnections } from "@/api/connections";
import { ButtonLink } from "@/components/button-link";
import { Empty } from "@/components/empty";
import { Faces } from "@/components/faces";
import { PageHeader } from "@/components/page-header";
import { Panel } from "@/components/panel";
import { GUIDES } from "@/features/connections/model/guides";
import { shortName } from "@/lib/words";

const route = getRouteApi("/shell/settings/integrations/guide/$provider");
const CRUMBS = [{ label: "Accounting Integration", to: "/settings/integrations" }];

/** How to connect one provider, step by step. */
export function GuidePage() {
  const { provider: key } = route.useParams();
  const connections = useConnections();
  return (
    <Faces query={connections} shape="text">
      {({ providers }) => {
        const provider = providers.find((one) => one.provider === key);
        if (!provider) return <Empty title="There is no such provider">Go back to the list of providers under Settings.</Empty>;
        const guide = GUIDES[provider.provider];
        return (
          <>
            <PageHeader
              title={`Connect to ${shortName(provider.name)}`}
              crumbs={CRUMBS}
              actions={<ButtonLink to="/settings/integrations">To the connections</ButtonLink>}
            />
            <Stack gap="md">
              <Panel title="Steps"><List type="ordered" spacing="xs" size="sm">{guide.steps.map((step) => <List.Item key={step}>{step}</List.Item>)}</List></Panel>
              <SimpleGrid cols={{ base: 1, md: 2 }}>
                <Panel title="Before you begin"><Points of={guide.before} /></Panel>
                <Panel title={`What ${shortName(provider.name)} cannot do`}><Points of={guide.limits} /></Panel>
              </SimpleGrid>
            </Stack>
          </>
        );
      }}
    </Faces>
  );
}

function Points({ of }: { of: string[] }) {
  return <List spacing="xs" size="sm">{of.map((point) => <List.Item key={point}>{point}</List.Item>)}</List>;
}
