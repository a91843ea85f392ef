import { Center, Loader } from "@mantine/core";
import { Navigate, useLocation } from "@tanstack/react-router";
import { useMe } from "@/api/session";
import { Failed } from "@/components/failed";
import { NoWorkspace } from "@/app/no-workspace";
import { SignedIn } from "@/app/signed-in";

/** Everything behind the sign-in: knows who is here before it shows anything. */
export function Shell() {
  const me = useMe();
  const { href, pathname } = useLocation();
  if (me.isPending) return <Center h="100vh"><Loader role="img" aria-label="Loading…" /></Center>;
  if (me.error) return <Failed error={me.error} onRetry={() => void me.refetch()} />;
  // On the way to the sign-in page this is still mounted; asking again would put the address into itself without end.
  if (!me.data && pathname === "/sign-in") return null;
  if (!me.data) return <Navigate to="/sign-in" search={pathname === "/" ? {} : { next: href }} replace />;
  if (me.data.workspaces.length === 0) return <NoWorkspace />;
  return <SignedIn me={me.data} />;
}
