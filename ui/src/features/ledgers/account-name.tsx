import { Text } from "@mantine/core";
import { useAccounts } from "@/api/entities";

interface Props {
  connectionId: string;
  /** As a line names it: the code at Xero, the account's id elsewhere. */
  account: string;
}

/** An account by its code and name; by its key until they are known. */
export function AccountName({ connectionId, account }: Props) {
  const known = useAccounts(connectionId).data?.find(({ number, external_id }) => external_id === account || number === account);
  if (!account) return <Text span inherit c="dimmed">–</Text>;
  return <>{known ? [known.number, known.name].filter(Boolean).join(" ") : account}</>;
}
