import createFetchClient, { type Middleware } from "openapi-fetch";
import createQueryClient from "openapi-react-query";
import { Problem, problemFrom } from "@/api/problem";
import type { paths } from "@/api/schema";

/** The token that Django puts into a cookie with the first session call. */
export function csrfToken(): string {
  return /(?:^|; )tieout_csrf=([^;]+)/.exec(document.cookie)?.[1] ?? "";
}

const guard: Middleware = {
  onRequest({ request }) {
    if (request.method !== "GET") request.headers.set("X-CSRFToken", csrfToken());
  },
  async onResponse({ response }) {
    if (!response.ok) throw await problemFrom(response);
  },
  onError() {
    return new Problem({
      title: "No answer",
      status: 0,
      detail: "The server did not answer.",
      remedy: "Check your connection and try again.",
    });
  },
};

/** The typed client of the REST API; a refused or failed call throws a Problem. */
export const client = createFetchClient<paths>({
  baseUrl: window.location.origin,
  credentials: "same-origin",
  fetch: (request) => globalThis.fetch(request),
});
client.use(guard);

/** The same calls as query hooks. */
export const api = createQueryClient(client);
