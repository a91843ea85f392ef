import { Grid, SimpleGrid } from "@mantine/core";
import { useHome } from "@/api/home";
import type { Home } from "@/api/types";
import { usePlace } from "@/api/workspace";
import { Faces } from "@/components/faces";
import { PageHeader } from "@/components/page-header";
import { AgeingPanel } from "@/features/home/ageing-panel";
import { ConnectionsPanel } from "@/features/home/connections-panel";
import { MovedPanel } from "@/features/home/moved-panel";
import { NeedsMe } from "@/features/home/needs-me";
import { ReceivablePanel } from "@/features/home/receivable-panel";

export function HomePage() {
  const { workspace } = usePlace();
  const home = useHome();
  return (
    <>
      <PageHeader title="Home" about={`What needs you, and what moved, at ${workspace.name}.`} />
      <Faces query={home} shape="cards">{(body) => <HomeFull home={body} />}</Faces>
    </>
  );
}

function HomeFull({ home }: { home: Home }) {
  return (
    <>
      <NeedsMe home={home} />
      <Grid mt="md" gap="md" align="stretch">
        <Grid.Col span={{ base: 12, lg: 7 }}>
          <AgeingPanel ageing={home.ageing} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 5 }}>
          <SimpleGrid cols={1} spacing="md">
            <ReceivablePanel receivable={home.receivable} connections={home.connections} />
            <ConnectionsPanel connections={home.connections} />
          </SimpleGrid>
        </Grid.Col>
        <Grid.Col span={12}>
          <MovedPanel recent={home.recent} />
        </Grid.Col>
      </Grid>
    </>
  );
}
