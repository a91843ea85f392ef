import { Group } from "@mantine/core";
import { IconDownload, IconLink, IconUpload } from "@tabler/icons-react";
import type { Connection } from "@/api/types";
import { Allowed } from "@/components/allowed";
import { ButtonLink } from "@/components/button-link";
import { shortName } from "@/lib/words";

/** Many at once: records out of the ledger, records into it, and links from a file. Each begins with a plan. */
export function MassActions({ connection }: { connection: Connection }) {
  const name = shortName(connection.provider_name);
  const unless = connection.status === "active" ? "" : "The ledger is not connected.";
  const search = (direction: string) => ({ connection: connection.id, direction });
  return (
    <Group gap="xs">
      <Allowed to="import" unless={unless}>
        {(disabled) => (
          <ButtonLink to="/masses/new" search={search("import")} size="compact-sm" variant="default" disabled={disabled} leftSection={<IconDownload size={14} aria-hidden />}>
            Import from {name}
          </ButtonLink>
        )}
      </Allowed>
      <Allowed to="post" unless={unless}>
        {(disabled) => (
          <ButtonLink to="/masses/new" search={search("export")} size="compact-sm" variant="default" disabled={disabled} leftSection={<IconUpload size={14} aria-hidden />}>
            Export to {name}
          </ButtonLink>
        )}
      </Allowed>
      <Allowed to="link" unless={unless}>
        {(disabled) => (
          <ButtonLink to="/masses/new" search={search("links")} size="compact-sm" variant="default" disabled={disabled} leftSection={<IconLink size={14} aria-hidden />}>
            Links from a file
          </ButtonLink>
        )}
      </Allowed>
    </Group>
  );
}
