/** Takes the place of the server in tests: typed answers, and a record of what was asked. */
import { vi } from "vitest";
import { answers, type Answers } from "@/testing/answers";
import { answerTo } from "@/testing/match";

export interface Asked {
  method: string;
  path: string;
  query: Record<string, string>;
  body: unknown;
  ifMatch: string | null;
}

export interface FakeServer {
  asked: Asked[];
  /** Answers differently from now on. */
  change: (more: Answers) => void;
  /** Lets every call to a path that ends so fail with this status, or every call by this method. */
  fail: (ending: string, status: number, method?: string) => void;
  signedIn: boolean;
}

function reply(body: unknown, status = 200): Response {
  return new Response(JSON.stringify(body), { status, headers: { "Content-Type": status < 400 ? "application/json" : "application/problem+json" } });
}

async function bodyOf(request: Request): Promise<unknown> {
  const text = await request.text();
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The sign-in API, as far as the page uses it. */
function session(server: FakeServer, request: Request, body: unknown): Response {
  const right = typeof body === "object" && body !== null && "password" in body && body.password === "right";
  if (request.method === "POST") {
    server.signedIn = right;
    return right ? reply({ status: 200 }) : reply({ status: 400, errors: [{ code: "email_password_mismatch", message: "wrong" }] }, 400);
  }
  return reply({ status: server.signedIn ? 200 : 401 }, server.signedIn ? 200 : 401);
}

export function startFakeServer(more: Answers = {}): FakeServer {
  let current: Answers = { ...answers, ...more };
  const failing = new Map<string, { status: number; by: string }>();
  const server: FakeServer = {
    asked: [],
    signedIn: true,
    change: (next) => {
      current = { ...current, ...next };
    },
    fail: (ending, status, by = "") => void (status === 0 ? failing.delete(ending) : failing.set(ending, { status, by })),
  };
  vi.spyOn(globalThis, "fetch").mockImplementation(async (given) => {
    const request = given instanceof Request ? given : new Request(given);
    const { pathname, searchParams } = new URL(request.url);
    const body = request.method === "GET" ? null : await bodyOf(request);
    server.asked.push({ method: request.method, path: pathname, query: Object.fromEntries(searchParams), body, ifMatch: request.headers.get("If-Match") });
    const status = [...failing].find(([ending, { by }]) => pathname.endsWith(ending) && ["", request.method].includes(by))?.[1].status;
    if (status) return reply({ title: "Refused", status, detail: "The server says no.", remedy: "Ask again." }, status);
    if (pathname.startsWith("/_allauth/")) return session(server, request, body);
    const answer = answerTo(current, request.method, pathname);
    return answer === undefined ? reply({ title: "Not found", status: 404, detail: `no answer to ${request.method} ${pathname}` }, 404) : reply(answer);
  });
  return server;
}
