import { useEntity } from "@/api/entities";
import { TextLink } from "@/components/text-link";
import { wordFor } from "@/lib/words";

interface Props {
  connectionId: string;
  kind: string;
  externalId: string;
  /** Puts the kind before it: "Invoice 70035". */
  withKind?: boolean;
}

/** Another entity of the same ledger by its number or name, and the way to it; its key where the mirror does not have it. */
export function EntityName({ connectionId, kind, externalId, withKind = false }: Props) {
  const { data } = useEntity(connectionId, kind, externalId);
  const name = data ? (withKind ? data.number || data.name : data.name || data.number) || externalId : externalId;
  const text = withKind ? `${wordFor(kind)} ${name}` : name;
  return data ? <TextLink to="/ledgers" search={{ connection: connectionId, kind, entity: externalId }}>{text}</TextLink> : <>{text}</>;
}
