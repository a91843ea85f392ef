import { useMembers } from "@/api/members";

/** A member who has left is not named any more. */
export function PersonName({ id }: { id: string }) {
  const members = useMembers().data?.items;
  if (!members) return null;
  const found = members.find((one) => one.id === id);
  return <>{found ? found.name || found.email : "Somebody who left"}</>;
}
