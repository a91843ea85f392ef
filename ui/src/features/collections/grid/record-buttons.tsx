import { ActionIcon, Button, Menu } from "@mantine/core";
import {
  IconDots, IconDownload, IconHistory, IconLink, IconPlus, IconSettings, IconTable, IconTrash, IconUpload,
} from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useConnections } from "@/api/connections";
import type { Collection } from "@/api/types";
import { usePlace } from "@/api/workspace";
import { Allowed } from "@/components/allowed";
import { ButtonLink } from "@/components/button-link";
import { BinDrawer, ChangesDrawer } from "@/features/collections/grid/changes-drawer";
import { refusal } from "@/lib/permissions";
import { shortName } from "@/lib/words";

/** In the head of a collection's page: a new record. */
export function NewRecordButton({ collection }: { collection: string }) {
  return (
    <Allowed to="edit_records">
      {(disabled) => (
        <ButtonLink to="/collections/$key/new" params={{ key: collection }} disabled={disabled} leftSection={<IconPlus size={16} aria-hidden />}>New record</ButtonLink>
      )}
    </Allowed>
  );
}

/** Beside it: what was changed lately, the bin, and many records at once to and from the ledger. */
export function RecordsMenu({ collection: { key: collection, accounting_type: type } }: { collection: Pick<Collection, "key" | "accounting_type"> }) {
  const [open, setOpen] = useState<"changes" | "bin" | null>(null);
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target><ActionIcon size="lg" variant="default" aria-label="More"><IconDots size={18} aria-hidden /></ActionIcon></Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconHistory size={16} aria-hidden />} onClick={() => setOpen("changes")}>Recent changes</Menu.Item>
          <Menu.Item leftSection={<IconTrash size={16} aria-hidden />} onClick={() => setOpen("bin")}>Bin</Menu.Item>
          {(type === "contacts" || type === "items") && <MassItems collection={collection} />}
        </Menu.Dropdown>
      </Menu>
      {open === "changes" && <ChangesDrawer collection={collection} onClose={() => setOpen(null)} />}
      {open === "bin" && <BinDrawer collection={collection} onClose={() => setOpen(null)} />}
    </>
  );
}

const MASSES = [
  { direction: "import", needed: "import", Shown: IconDownload, said: (ledger: string) => `Import from ${ledger}` },
  { direction: "export", needed: "post", Shown: IconUpload, said: (ledger: string) => `Export to ${ledger}` },
  { direction: "links", needed: "link", Shown: IconLink, said: () => "Links from a file" },
] as const;

/** Only what the role may, and only with a ledger to do it with. */
function MassItems({ collection }: { collection: string }) {
  const { workspace } = usePlace();
  const live = (useConnections().data?.items ?? []).filter(({ status }) => status === "active");
  const ledger = live.find((one) => one.is_records_ledger) ?? live[0];
  const allowed = MASSES.filter(({ needed }) => refusal(workspace, needed) === "");
  if (!ledger || allowed.length === 0) return null;
  return (
    <>
      <Menu.Divider />
      <Menu.Label>Many at once</Menu.Label>
      {allowed.map(({ direction, Shown, said }) => (
        <Menu.Item
          key={direction}
          component={Link}
          to={`/masses/new?${new URLSearchParams({ connection: ledger.id, collection, direction })}`}
          leftSection={<Shown size={16} aria-hidden />}
        >
          {said(shortName(ledger.provider_name))}
        </Menu.Item>
      ))}
    </>
  );
}

export function SettingsButton({ collection }: { collection: string }) {
  return (
    <ButtonLink to="/collections/$key/settings/$tab" params={{ key: collection, tab: "fields" }} variant="default" leftSection={<IconSettings size={16} aria-hidden />}>
      Settings
    </ButtonLink>
  );
}

/** The records as they are filtered and sorted on screen, as a text file or as a workbook. */
export function ExportButtons({ address }: { address: (form: "csv" | "xlsx") => string }) {
  return (
    <>
      <Button component="a" href={address("csv")} download variant="default" leftSection={<IconDownload size={16} aria-hidden />}>Export CSV</Button>
      <Button component="a" href={address("xlsx")} download variant="default" leftSection={<IconTable size={16} aria-hidden />}>Export workbook</Button>
    </>
  );
}

export function ImportButton({ collection }: { collection: string }) {
  return (
    <Allowed to="import">
      {(disabled) => (
        <ButtonLink to="/imports/new" search={{ collection }} variant="default" disabled={disabled} leftSection={<IconUpload size={16} aria-hidden />}>
          Import a file
        </ButtonLink>
      )}
    </Allowed>
  );
}
