import { UnstyledButton } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useCollections, useFindRecord } from "@/api/collections";
import { notifyFailed } from "@/components/notify";
import { TextLink } from "@/components/text-link";
import { collectionsFor } from "@/features/reports/model/difference";

interface Props {
  kind: string;
  recordId: string;
}

/** The way to the record of a difference, whose report does not say the collection: looked for where several hold such documents. */
export function RecordLink({ kind, recordId }: Props) {
  const collections = collectionsFor(kind, useCollections().data?.items ?? []);
  const find = useFindRecord();
  const navigate = useNavigate();
  const [only] = collections;
  if (!only) return null;
  if (collections.length === 1) return <TextLink to="/collections/$key/records/$recordId" params={{ key: only.key, recordId }}>Record</TextLink>;
  const open = async () => {
    const key = await find(collections.map((one) => one.key), recordId);
    if (key) await navigate({ to: "/collections/$key/records/$recordId", params: { key, recordId } });
  };
  return <UnstyledButton fz="sm" style={{ color: "var(--mantine-color-anchor)" }} onClick={() => void open().catch(notifyFailed)}>Record</UnstyledButton>;
}
