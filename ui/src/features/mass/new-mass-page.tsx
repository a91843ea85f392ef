import { Anchor, Button, FileInput, Group, Radio, Select, Stack, Text } from "@mantine/core";
import { IconFileTypeCsv } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { useCollections } from "@/api/collections";
import { useConnections } from "@/api/connections";
import { useBeginMass, useFileAddress, useUploadLinks } from "@/api/masses";
import type { Collection, Connection, Mass } from "@/api/types";
import { useWorkspacePath } from "@/api/workspace";
import { Allowed } from "@/components/allowed";
import { ButtonLink } from "@/components/button-link";
import { Empty } from "@/components/empty";
import { Faces } from "@/components/faces";
import { PageHeader } from "@/components/page-header";
import { Panel } from "@/components/panel";
import { shortName } from "@/lib/words";

const route = getRouteApi("/shell/masses/new");
const DIRECTIONS: Mass["direction"][] = ["import", "export", "links"];
const NEEDED = { import: "import", export: "post", links: "link" } as const;

/** Which records, which ledger, which way; then a plan is made. */
export function NewMassPage() {
  const connections = useConnections();
  const collections = useCollections();
  return (
    <>
      <PageHeader
        title="Mass import and export"
        about="First a plan is made: what would be linked, created or refused, row by row. Nothing is written before you apply it."
        crumbs={[{ label: "Integrations", to: "/settings/integrations" }, { label: "Mass import and export", to: "/masses" }]}
      />
      <Faces query={connections} shape="text">
        {({ items }) => (
          <Faces query={collections} shape="text">
            {(body) => <Choices connections={items.filter(({ status }) => status === "active")} collections={body.items.filter(isLinkable)} />}
          </Faces>
        )}
      </Faces>
    </>
  );
}

function isLinkable({ accounting_type }: Collection): boolean {
  return accounting_type === "contacts" || accounting_type === "items";
}

function Choices({ connections, collections }: { connections: Connection[]; collections: Collection[] }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const connection = connections.find(({ id }) => id === search.connection) ?? connections.find((one) => one.is_records_ledger) ?? connections[0];
  const collection = collections.find(({ key }) => key === search.collection) ?? collections[0];
  const direction = DIRECTIONS.find((one) => one === search.direction) ?? "export";
  const go = (next: typeof search) => void navigate({ search: { ...search, ...next }, replace: true });
  if (!connection) return <Empty title="No ledger is connected" actions={<ButtonLink to="/settings/integrations">Connect a ledger</ButtonLink>} />;
  if (!collection) {
    return (
      <Empty title="No collection of contacts or items" actions={<ButtonLink to="/collections">Open collections</ButtonLink>}>
        Set the accounting type of a collection to contacts or items and choose its fields; its records can then be imported and exported here.
      </Empty>
    );
  }
  const name = shortName(connection.provider_name);
  return (
    <Panel>
      <Stack maw={640}>
        <Select
          label="Ledger" allowDeselect={false} value={connection.id} onChange={(id) => go(id ? { connection: id } : {})}
          data={connections.map((one) => ({ value: one.id, label: `${one.provider_name} · ${one.organisation_name}` }))}
        />
        <Select
          label="Collection" allowDeselect={false} value={collection.key} onChange={(key) => go(key ? { collection: key } : {})}
          data={collections.map(({ key, name: label }) => ({ value: key, label }))}
        />
        <Radio.Group label="What is to be done" value={direction} onChange={(next) => go({ direction: next })}>
          <Stack gap="xs" mt={6}>
            <Radio value="import" label={`Import from ${name}`} description={`What ${name} has and no record is, becomes a record; what is certainly the same is linked.`} />
            <Radio value="export" label={`Export to ${name}`} description={`Records that ${name} does not have are created there; what is certainly there is linked.`} />
            <Radio value="links" label="Links from a file" description={`A list of records with the ids of ${name}, as CSV.`} />
          </Stack>
        </Radio.Group>
        {direction === "links"
          ? <LinksForm connection={connection} collection={collection} />
          : <PlanButton connection={connection} collection={collection} direction={direction} />}
      </Stack>
    </Panel>
  );
}

interface FormProps {
  connection: Connection;
  collection: Collection;
}

function PlanButton({ connection, collection, direction }: FormProps & { direction: "import" | "export" }) {
  const params = { path: useWorkspacePath() };
  const begin = useBeginMass();
  const navigate = route.useNavigate();
  const body = { connection_id: connection.id, collection: collection.key, direction };
  const start = () =>
    begin.mutate({ params, body }, { onSuccess: ({ id }) => void navigate({ to: "/masses/$massId", params: { massId: id } }) });
  return (
    <Group>
      <Allowed to={NEEDED[direction]}>
        {(disabled) => <Button disabled={disabled} loading={begin.isPending} onClick={start}>Make the plan</Button>}
      </Allowed>
    </Group>
  );
}

function LinksForm({ connection, collection }: FormProps) {
  const [file, setFile] = useState<File | null>(null);
  const upload = useUploadLinks();
  const address = useFileAddress();
  const navigate = route.useNavigate();
  const ids = address(`/connections/${connection.id}/ids.csv?kind=${collection.accounting_type === "items" ? "item" : "contact"}`);
  const start = (chosen: File) =>
    upload.mutate(
      { file: chosen, collection: collection.key, connection_id: connection.id },
      { onSuccess: ({ id }) => void navigate({ to: "/masses/$massId", params: { massId: id } }) },
    );
  return (
    <Stack gap="sm">
      <Text size="sm">
        1. <Anchor inherit underline="always" href={address(`/connections/${connection.id}/links.csv?collection=${encodeURIComponent(collection.key)}`)} download>Download the list of {collection.name}</Anchor>
        {" "}and write the id into its last column; the <Anchor inherit underline="always" href={ids} download>list of ids</Anchor> says which {shortName(connection.provider_name)} gives to
        each name. 2. Hand the file over; it is checked before anything is linked.
      </Text>
      <FileInput label="File" placeholder="Choose a CSV file" accept=".csv,text/csv" value={file} onChange={setFile} leftSection={<IconFileTypeCsv size={16} aria-hidden />} clearable />
      <Group>
        <Allowed to="link">
          {(disabled) => (
            <Button disabled={disabled || file === null} loading={upload.isPending} onClick={() => file && start(file)}>Check the file</Button>
          )}
        </Allowed>
      </Group>
    </Stack>
  );
}
