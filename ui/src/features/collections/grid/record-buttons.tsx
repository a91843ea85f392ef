import { ActionIcon, Button, Menu } from "@mantine/core";
import { IconDots, IconDownload, IconHistory, IconPlus, IconSettings, IconTable, IconTrash, IconUpload } from "@tabler/icons-react";
import { useState } from "react";
import { Allowed } from "@/components/allowed";
import { ButtonLink } from "@/components/button-link";
import { BinDrawer, ChangesDrawer } from "@/features/collections/grid/changes-drawer";

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

/** Beside it: what was changed lately, and the bin. */
export function RecordsMenu({ collection }: { collection: string }) {
  const [open, setOpen] = useState<"changes" | "bin" | null>(null);
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target><ActionIcon size="lg" variant="default" aria-label="More"><IconDots size={18} aria-hidden /></ActionIcon></Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconHistory size={16} aria-hidden />} onClick={() => setOpen("changes")}>Recent changes</Menu.Item>
          <Menu.Item leftSection={<IconTrash size={16} aria-hidden />} onClick={() => setOpen("bin")}>Bin</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {open === "changes" && <ChangesDrawer collection={collection} onClose={() => setOpen(null)} />}
      {open === "bin" && <BinDrawer collection={collection} onClose={() => setOpen(null)} />}
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
