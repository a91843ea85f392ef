import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { Problem, asProblem } from "@/api/problem";
import { notifyFailed } from "@/components/notify";

const RETRIES = 2;

/** A refusal stays a refusal; only lost and broken answers are worth another try. */
function worthRetrying(count: number, error: unknown): boolean {
  const { status } = asProblem(error);
  return count < RETRIES && (status === 0 || status >= 500);
}

/** The cache of everything that the server said. A session that has ended leads back to sign-in. */
export function createQueries(): QueryClient {
  const onError = (error: unknown) => {
    if (error instanceof Problem && error.status === 401) void queries.invalidateQueries({ queryKey: ["me"] });
  };
  const queries: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({
      onError: (error, _given, _result, mutation) => {
        onError(error);
        // A form that shows its own error says so with `quiet`.
        if (mutation.meta?.["quiet"] !== true) notifyFailed(error);
      },
    }),
    defaultOptions: { queries: { retry: worthRetrying, staleTime: 10_000 } },
  });
  return queries;
}
