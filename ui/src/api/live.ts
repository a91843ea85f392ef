import { useQueryClient } from "@tanstack/react-query";
import { createContext, useCallback, useContext, useEffect, useState, useSyncExternalStore } from "react";
import { refresh } from "@/api/refresh";

/** One message of the event stream. */
export interface Progress {
  topic: string;
  id: string;
  done: number;
  total: number;
  state: string;
  text: string;
}

const PARTS: Record<string, string[]> = {
  record: ["/collections", "/exceptions"],
  import: ["/imports", "/collections"],
  run: ["/runs", "/automations", "/home", "/collections"],
  sync: ["/syncs", "/runs"],
  send: ["/postings", "/runs", "/entities", "/collections"],
  tie_out: ["/tie-outs"],
  mass: ["/masses", "/runs"],
  exceptions: ["/exceptions", "/home"],
  approvals: ["/approvals", "/home"],
  documents: ["/documents", "/document-requests", "/collections", "/home"],
  connection: ["/connections", "/home", "/collections"],
};
const REFRESH_EVERY_MS = 1_000;

export class LiveStore {
  private readonly latest = new Map<string, Progress>();
  private readonly listeners = new Set<() => void>();

  put(progress: Progress): void {
    this.latest.set(`${progress.topic}:${progress.id}`, progress);
    for (const listener of this.listeners) listener();
  }

  get(topic: string, id: string): Progress | undefined {
    return this.latest.get(`${topic}:${id}`);
  }

  readonly subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };
}

export const LiveContext = createContext<LiveStore | null>(null);

function isProgress(value: unknown): value is Progress {
  return typeof value === "object" && value !== null && "topic" in value && "id" in value;
}

/** Opens the event stream of the workspace; what it reports is kept, and what is on screen is read again at most once a second. */
export function useLiveStore(workspaceId: string): LiveStore {
  const queries = useQueryClient();
  const [store] = useState(() => new LiveStore());
  useEffect(() => {
    if (!workspaceId || typeof EventSource === "undefined") return;
    const source = new EventSource(`/api/v1/workspaces/${workspaceId}/events`);
    const due = new Set<string>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const flush = () => {
      timer = undefined;
      void refresh(queries, ...due);
      due.clear();
    };
    source.addEventListener("progress", (event: MessageEvent<string>) => {
      const message: unknown = JSON.parse(event.data);
      if (!isProgress(message)) return;
      store.put(message);
      for (const part of PARTS[message.topic] ?? []) due.add(part);
      timer ??= setTimeout(flush, REFRESH_EVERY_MS);
    });
    return () => {
      clearTimeout(timer);
      source.close();
    };
  }, [queries, store, workspaceId]);
  return store;
}

/** The latest progress of one thing, or undefined before anything was reported. */
export function useProgress(topic: string, id: string): Progress | undefined {
  const store = useContext(LiveContext);
  const subscribe = useCallback((listener: () => void) => store?.subscribe(listener) ?? (() => undefined), [store]);
  return useSyncExternalStore(subscribe, () => store?.get(topic, id));
}
