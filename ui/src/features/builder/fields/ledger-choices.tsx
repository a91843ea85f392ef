import { Button, Popover, ScrollArea, Text, TextInput, UnstyledButton } from "@mantine/core";
import { IconListSearch } from "@tabler/icons-react";
import { useState } from "react";
import { useConnections } from "@/api/connections";
import { useReferenceList } from "@/api/entities";
import { asProblem } from "@/api/problem";
import { useForm } from "@/features/builder/fields/form-world";
import { text } from "@/features/builder/fields/model/form";
import classes from "@/features/builder/fields/fields.module.css";

interface Props {
  label: string;
  /** Which list of the ledger: accounts or tax codes. */
  choices: string;
  onChoose: (key: string) => void;
}

const SHOWN_MAX = 100;

/** What the ledger has for a field, out of what is known of it; "Refresh fields" at the ledger reads it anew. */
export function LedgerChoices({ label, choices, onChoose }: Props) {
  const { disabled } = useForm();
  const [open, setOpen] = useState(false);
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" width={320} trapFocus withinPortal shadow="md">
      <Popover.Target>
        <Button
          size="compact-sm" fz="xs" variant="subtle" disabled={disabled} leftSection={<IconListSearch size={12} aria-hidden />} aria-label={`Choose ${label} from the ledger`}
          onClick={() => setOpen(!open)}
        >
          From the ledger
        </Button>
      </Popover.Target>
      <Popover.Dropdown p="xs" aria-label={`What the ledger has for ${label}`}>
        <Choices
          choices={choices}
          onChoose={(key) => {
            setOpen(false);
            onChoose(key);
          }}
        />
      </Popover.Dropdown>
    </Popover>
  );
}

function Choices({ choices, onChoose }: Omit<Props, "label">) {
  const { settings } = useForm();
  const [search, setSearch] = useState("");
  const records = useConnections().data?.items.find(({ is_records_ledger }) => is_records_ledger);
  const connection = text(settings["connection"]) || records?.id || "";
  const list = useReferenceList(connection, choices === "tax_codes" ? "tax_rate" : "account");
  const wanted = search.trim().toLowerCase();
  const found = (list.data ?? []).filter(({ number, name, archived, deleted }) => !archived && !deleted && `${number} ${name}`.toLowerCase().includes(wanted)).slice(0, SHOWN_MAX);
  return (
    <>
      <TextInput size="xs" mb={4} data-autofocus aria-label="Search the ledger's list" placeholder="Search" value={search} onChange={(event) => setSearch(event.currentTarget.value)} />
      {list.error && <Text size="sm" p="xs" c="var(--tone-red)">{asProblem(list.error).message}</Text>}
      {connection === "" && <Text size="sm" p="xs" c="dimmed">No ledger is connected.</Text>}
      {list.data && found.length === 0 && <Text size="sm" p="xs" c="dimmed">Nothing like this is known. Refresh the fields at the ledger.</Text>}
      <ScrollArea.Autosize mah={260}>
        {found.map(({ id, number, name, external_id }) => <UnstyledButton key={id} className={classes.offer} onClick={() => onChoose(number || external_id)}>{number} {name}</UnstyledButton>)}
      </ScrollArea.Autosize>
    </>
  );
}
