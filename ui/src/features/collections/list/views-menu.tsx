import { Button, Group, Menu, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconCheck, IconChevronDown, IconDeviceFloppy, IconLink, IconSettings, IconStar, IconUsers } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { Collection } from "@/api/types";
import { useChangeView, useViews, type SavedView } from "@/api/views";
import { usePlace, useWorkspacePath } from "@/api/workspace";
import { notifyDone } from "@/components/notify";
import { SaveViewDialog } from "@/features/collections/list/save-view-dialog";
import { ALL, arrangementOf, defaultView, differs, searchOf } from "@/features/collections/model/views";
import { refusal } from "@/lib/permissions";
import type { RecordsSearch } from "@/lib/records-search";

interface Props {
  collection: Collection;
  search: RecordsSearch;
  onChange: (search: RecordsSearch) => void;
}

/** The saved views of a collection: open one, keep what is on screen as one, share the link. */
export function ViewsMenu({ collection, search, onChange }: Props) {
  const views = useViews(collection.key).data?.items ?? [];
  const [saving, dialog] = useDisclosure(false);
  const workspace = useWorkspacePath();
  const change = useChangeView();
  const { workspace: place } = usePlace();
  const current = views.find(({ id }) => id === search.view);
  const changed = current !== undefined && differs(search, current);
  const mayChange = current !== undefined && (!current.shared || refusal(place, "edit_records") === "");
  const share = async () => {
    await navigator.clipboard.writeText(window.location.href);
    notifyDone("The link to this list is on the clipboard.");
  };
  const keep = (view: SavedView) =>
    change.mutate({
      params: { path: { ...workspace, key: collection.key, view_id: view.id } },
      body: { name: view.name, shared: view.shared, is_default: view.is_default, arrangement: arrangementOf(search) },
    }, { onSuccess: () => notifyDone(`Saved ${view.name}`) });
  return (
    <Group gap={6}>
      <Menu position="bottom-start" withinPortal width={270}>
        <Menu.Target>
          <Button variant="default" rightSection={<IconChevronDown size={14} aria-hidden />} aria-label={`View: ${current?.name ?? "All records"}`}>
            {current?.name ?? "All records"}{changed ? " (changed)" : ""}
          </Button>
        </Menu.Target>
        <Menu.Dropdown mah={480} style={{ overflowY: "auto" }}>
          <Menu.Item rightSection={current ? undefined : <IconCheck size={14} aria-label="Chosen" />} onClick={() => onChange(defaultView(views) ? { view: ALL } : {})}>
            All records
          </Menu.Item>
          {views.map((view) => (
            <Menu.Item
              key={view.id}
              leftSection={view.is_default ? <IconStar size={14} aria-label="Shown at first" /> : undefined}
              rightSection={view.id === current?.id ? <IconCheck size={14} aria-label="Chosen" /> : view.shared ? <IconUsers size={14} aria-label="Shared" /> : undefined}
              onClick={() => onChange(searchOf(view))}
            >
              {view.name}
            </Menu.Item>
          ))}
          <Menu.Divider />
          {changed && mayChange && (
            <Menu.Item leftSection={<IconDeviceFloppy size={15} aria-hidden />} onClick={() => keep(current)}>Save changes to {current.name}</Menu.Item>
          )}
          <Menu.Item leftSection={<IconDeviceFloppy size={15} aria-hidden />} onClick={dialog.open}>Save as view</Menu.Item>
          <Menu.Item leftSection={<IconLink size={15} aria-hidden />} onClick={() => void share()}>Share: copy the link</Menu.Item>
          {views.length > 0 && (
            <Menu.Item component={Link} to={`/collections/${collection.key}/settings/views`} leftSection={<IconSettings size={15} aria-hidden />}>Manage views</Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {changed && <Text size="sm" c="dimmed" visibleFrom="md">not saved</Text>}
      <SaveViewDialog collection={collection} search={search} opened={saving} onClose={dialog.close} onSaved={(view) => onChange(searchOf(view))} />
    </Group>
  );
}
