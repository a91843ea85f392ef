import { useAuthorise } from "@/api/connections";
import type { Provider } from "@/api/types";
import { useWorkspacePath } from "@/api/workspace";

/** Sends the browser to the provider's own sign-in; `replaces` is the connection whose place the new one takes, or that works again. */
export function useConnect() {
  const path = useWorkspacePath();
  const authorise = useAuthorise();
  const connect = (provider: Provider["provider"], replaces: string | null = null) =>
    authorise.mutate({ params: { path: { ...path, provider } }, body: { replaces } }, { onSuccess: ({ url }) => window.location.assign(url) });
  return { connect, isLeaving: authorise.isPending || authorise.isSuccess };
}
