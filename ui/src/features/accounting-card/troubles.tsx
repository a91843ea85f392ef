import { Stack } from "@mantine/core";
import { useException } from "@/api/exceptions";
import type { ExceptionRow } from "@/api/types";
import { ConflictChoice } from "@/components/conflict-choice";
import { Notice } from "@/components/notice";
import type { Place } from "@/features/accounting-card/place";

/** What needs a person, in plain words, with what to do. The question of duplicates is asked by the matches themselves. */
export function Troubles({ card, ledger, collection, recordId }: Place) {
  const shown = card.exceptions.filter(({ connection_id }) => connection_id === ledger.id);
  if (shown.length === 0) return null;
  return (
    <Stack gap="xs">
      {shown.map((one) => (
        <Notice key={one.id} tone={one.cause === "maybe_there_already" || one.cause === "changed_on_both_sides" ? "amber" : "red"} title={one.message}>
          {one.remedy}
          {one.cause === "changed_on_both_sides" && <Conflict exception={one} {...{ collection, recordId }} provider={ledger.provider_name} />}
        </Notice>
      ))}
    </Stack>
  );
}

function Conflict({ exception, ...place }: { exception: ExceptionRow; collection: string; recordId: string; provider: string }) {
  const { data } = useException(exception.id);
  return data ? <ConflictChoice {...place} details={data.details} /> : null;
}
