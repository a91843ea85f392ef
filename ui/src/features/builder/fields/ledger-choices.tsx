import { Button, Popover, ScrollArea, Text, TextInput, UnstyledButton } from "@mantine/core";
import { IconListSearch } from "@tabler/icons-react";
import { useState } from "react";
import { useConnections } from "@/api/connections";
import { useEntity, useReferenceList } from "@/api/entities";
import { asProblem } from "@/api/problem";
import { useForm } from "@/features/builder/fields/form-world";
import { text } from "@/features/builder/fields/model/form";
import classes from "@/features/builder/fields/fields.module.css";

interface Props {
  label: string;
  /** Which list of the ledger: accounts, tax_codes, or the options of a category as `tracking:<its id>`. */
  choices: string;
  onChoose: (key: string) => void;
}

const SHOWN_MAX = 100;
export const TRACKING = "tracking:";

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

type ChoicesProps = Omit<Props, "label">;

function Choices({ choices, onChoose }: ChoicesProps) {
  const connection = useLedgerOfStep();
  const category = choices.startsWith(TRACKING) ? choices.slice(TRACKING.length) : "";
  if (connection === "") return <Text size="sm" p="xs" c="dimmed">No ledger is connected.</Text>;
  return category ? <OptionChoices {...{ connection, category, onChoose }} /> : <ListChoices {...{ connection, choices, onChoose }} />;
}

function ListChoices({ connection, choices, onChoose }: ChoicesProps & { connection: string }) {
  const list = useReferenceList(connection, choices === "tax_codes" ? "tax_rate" : "account");
  const offers = (list.data ?? []).filter(({ archived, deleted }) => !archived && !deleted).map(({ number, name, external_id }) => ({ key: number || external_id, label: `${number} ${name}`.trim() }));
  return <Offers offers={list.data && offers} error={list.error} onChoose={onChoose} />;
}

function OptionChoices({ connection, category, onChoose }: Omit<ChoicesProps, "choices"> & { connection: string; category: string }) {
  const found = useEntity(connection, "tracking_category", category);
  return <Offers offers={found.data && trackingOptions(found.data.entity["options"])} error={found.error} onChoose={onChoose} />;
}

interface OffersProps {
  offers: readonly { key: string; label: string }[] | undefined;
  error: unknown;
  onChoose: (key: string) => void;
}

function Offers({ offers, error, onChoose }: OffersProps) {
  const [search, setSearch] = useState("");
  const wanted = search.trim().toLowerCase();
  const found = (offers ?? []).filter(({ label }) => label.toLowerCase().includes(wanted)).slice(0, SHOWN_MAX);
  return (
    <>
      <TextInput size="xs" mb={4} data-autofocus aria-label="Search the ledger's list" placeholder="Search" value={search} onChange={(event) => setSearch(event.currentTarget.value)} />
      {error !== null && error !== undefined && <Text size="sm" p="xs" c="var(--tone-red)">{asProblem(error).message}</Text>}
      {offers && found.length === 0 && <Text size="sm" p="xs" c="dimmed">Nothing like this is known. Refresh the fields at the ledger.</Text>}
      <ScrollArea.Autosize mah={260}>
        {found.map(({ key, label }) => <UnstyledButton key={key} className={classes.offer} onClick={() => onChoose(key)}>{label}</UnstyledButton>)}
      </ScrollArea.Autosize>
    </>
  );
}

/** The ledger that the step works with. */
export function useLedgerOfStep(): string {
  const { settings } = useForm();
  const records = useConnections().data?.items.find(({ is_records_ledger }) => is_records_ledger);
  return text(settings["connection"]) || records?.id || "";
}

/** The options of a tracking category, which its entity has as pairs of id and name. */
export function trackingOptions(options: unknown): { key: string; label: string }[] {
  if (!Array.isArray(options)) return [];
  return options.flatMap((one: unknown) => (Array.isArray(one) ? [{ key: String(one[0]), label: String(one[1]) }] : []));
}
