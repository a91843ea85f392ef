import { createRouter, type RouterHistory } from "@tanstack/react-router";
import { Failed } from "@/components/failed";
import { Loading } from "@/components/loading";
import { NotFound } from "@/app/not-found";
import { routes } from "@/app/routes";
import { parseSearch, stringifySearch } from "@/lib/search-params";

export function createPageRouter(history?: RouterHistory) {
  return createRouter({
    routeTree: routes,
    ...(history ? { history } : {}),
    parseSearch,
    stringifySearch,
    scrollRestoration: true,
    defaultPreload: "intent",
    defaultPendingComponent: () => <Loading />,
    defaultErrorComponent: ({ error, reset }) => <Failed error={error} onRetry={reset} />,
    defaultNotFoundComponent: NotFound,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createPageRouter>;
  }
}
