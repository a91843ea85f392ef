import { Button } from "@mantine/core";
import { IconBuilding } from "@tabler/icons-react";
import { useSignOut } from "@/api/session";
import { Empty } from "@/components/empty";

export function NoWorkspace() {
  const signOut = useSignOut();
  return (
    <main>
      <Empty icon={IconBuilding} title="You are not a member of a workspace yet" actions={<Button onClick={() => signOut.mutate()}>Sign out</Button>}>
        Ask a System Administrator to add you as a member, then sign in again.
      </Empty>
    </main>
  );
}
