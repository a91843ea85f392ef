import { Select, SimpleGrid } from "@mantine/core";
import { useConnections } from "@/api/connections";
import type { ConfigurationPlan } from "@/api/types";
import { Faces } from "@/components/faces";

interface Props {
  ledgers: ConfigurationPlan["ledgers"];
  onSay: (name: string, connection: string) => void;
}

/** Which connection takes the place of each ledger that the file names. */
export function LedgerChoice({ ledgers, onSay }: Props) {
  const connections = useConnections();
  return (
    <Faces query={connections} shape="text">
      {({ items }) => (
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          {ledgers.map(({ name, connection_id }) => (
            <Select
              key={name}
              label={`${name.replace("/", ": ")} is here`}
              placeholder="Choose a connection"
              data={items.filter(({ provider }) => name.startsWith(`${provider}/`)).map(({ id, organisation_name }) => ({ value: id, label: organisation_name }))}
              value={connection_id}
              onChange={(value) => value && onSay(name, value)}
            />
          ))}
        </SimpleGrid>
      )}
    </Faces>
  );
}
