import { Button, Group, Input, Text } from "@mantine/core";
import { useAccountingPane } from "@/api/accounting";
import type { LedgerChoice } from "@/api/types";
import { usePlace } from "@/api/workspace";
import { LedgerSearch } from "@/components/ledger-search";
import { Notice } from "@/components/notice";
import { unavailable } from "@/features/accounting-card/place";
import { refusal } from "@/lib/permissions";

interface Props {
  collection: string;
  choice: LedgerChoice | null;
  onChoose: (choice: LedgerChoice | null) => void;
}

/** "Linked contact" on the form of a new record: it is linked to what is chosen in the moment in which it is made. */
export function NewLinkedContact({ collection, choice, onChoose }: Props) {
  const { workspace } = usePlace();
  const { data: pane } = useAccountingPane(collection);
  if (!pane?.ledger || pane.type !== "contacts") return null;
  const { ledger } = pane;
  const reason = refusal(workspace, "link") || unavailable(ledger);
  return (
    <div>
      {choice ? (
        <Input.Wrapper label="Linked contact" description="It is linked when the record is created.">
          <Group gap="sm" mt={4}>
            <Text size="sm">{choice.name}</Text>
            <Button size="compact-xs" variant="default" onClick={() => onChoose(null)}>Choose another</Button>
          </Group>
        </Input.Wrapper>
      ) : (
        <LedgerSearch
          ledger={ledger}
          kind="contact"
          label="Linked contact"
          description={reason || `Links a contact that ${ledger.provider_name} has; nothing is created there.`}
          disabled={reason !== ""}
          onChoose={({ kind, external_id, name, number }) => onChoose({ kind, external_id, name: name || number })}
        />
      )}
      {pane.mapping?.["update_linked"] === true && (
        <Notice tone="amber" title="Linking overwrites">
          The data of the contact in {ledger.provider_name} is overwritten with this record's, because “Update the linked contact when editing” is on.
        </Notice>
      )}
    </div>
  );
}
