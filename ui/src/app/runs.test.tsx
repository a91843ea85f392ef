import { screen, waitFor, within } from "@testing-library/react";
import { expect, it } from "vitest";
import type { RunDetail } from "@/api/types";
import { startFakeServer } from "@/testing/fake-server";
import { auditor } from "@/testing/fixtures";
import { AT, run } from "@/testing/ledger-fixtures";
import { openPage } from "@/testing/open-page";

const [first] = run.steps;
const step = first as RunDetail["steps"][number];
const item = (number: number, status: "succeeded" | "failed", error = "") => ({ run_id: `item-${number}`, number, title: `Line ${number}`, status, error });

const stopped: RunDetail = {
  ...run, status: "attention", error: "One step failed.",
  steps: [
    { ...step, position: "check", kind: "condition", name: "", status: "met", outcome: "it holds" },
    { ...step, position: "check/then/each", kind: "for_each", name: "Each line", status: "done", outcome: "", items: [item(1, "succeeded"), item(2, "failed", "There is no such item.")], items_total: 12 },
    { ...step, position: "check/then/create", name: "Create the invoice", status: "failed", outcome: "Account 200 is archived.", attempts: 3, input: { account: "200" }, output: {} },
  ],
};
const group = { cause: "refused", message: "Account 200 is archived.", remedy: "Choose another account.", count: 3, latest_at: AT, example_run_id: "run-1", run_ids: ["run-1", "run-7", "run-9"] };

it("jumps to the failed step with what went in, and runs again from there once that is confirmed", async () => {
  const server = startFakeServer({ "/runs/{run_id}": { get: stopped }, "/runs/{run_id}/retry": { post: run } });
  const { user, address } = openPage("/runs/run-1");
  await user.click(await screen.findByRole("button", { name: "To the failed step" }));
  await waitFor(() => expect(address()).toContain("step=check%2Fthen%2Fcreate"));
  const detail = await screen.findByRole("region", { name: "Step Create the invoice" });
  expect(within(detail).getByLabelText("Input")).toHaveTextContent('"account": "200"');
  expect(within(detail).getByText("Nothing came out.")).toBeVisible();
  await user.click(within(detail).getByRole("button", { name: "Run again from here…" }));
  expect(server.asked.some(({ method }) => method === "POST")).toBe(false);
  await user.click(await screen.findByRole("button", { name: "Run from here" }));
  await waitFor(() => expect(server.asked.find(({ path }) => path.endsWith("/run-1/retry"))?.body).toEqual({ position: "check/then/create" }));
});

it("shows the items of a loop as runs of their own, the failed ones first", async () => {
  startFakeServer({ "/runs/{run_id}": { get: stopped } });
  openPage("/runs/run-1?step=check%2Fthen%2Feach");
  const items = await screen.findByRole("table", { name: "Items" });
  expect(screen.getByText("Items: 2 of 12 done (of the first 2), 1 failed")).toBeVisible();
  const links = within(items).getAllByRole("link");
  expect(links.map((link) => link.textContent)).toEqual(["2 of 12: Line 2", "1 of 12: Line 1"]);
  expect(links[0]).toHaveAttribute("href", "/runs/item-2");
});

it("pauses and cancels what is under way, and resumes what is paused", async () => {
  const running: RunDetail = { ...run, status: "running", finished_at: null };
  const server = startFakeServer({ "/runs/{run_id}": { get: running }, "/runs/{run_id}/pause": { post: { ...running, paused: true } }, "/runs/{run_id}/resume": { post: running }, "/runs/{run_id}/cancel": { post: run } });
  const { user } = openPage("/runs/run-1");
  const button = async (name: string) => user.click(await screen.findByRole("button", { name }));
  const posted = () => server.asked.filter(({ method }) => method === "POST").map(({ path }) => path.split("/").at(-1));
  await button("Pause");
  server.change({ "/runs/{run_id}": { get: { ...running, paused: true } } });
  await button("Cancel run");
  await button("Cancel the run");
  await button("Resume");
  expect(posted()).toEqual(["pause", "cancel", "resume"]);
});

it("puts the same errors together with a remedy, and retries all of one", async () => {
  const server = startFakeServer({ "/runs/groups": { get: { items: [group], next_cursor: null, total: 1 } }, "/runs/retry": { post: { retried: 2, runs: [{ run_id: "run-1", error: "" }, { run_id: "run-7", error: "" }, { run_id: "run-9", error: "Its automation was deleted." }] } } });
  const { user } = openPage("/runs?view=errors&since=day");
  expect(await screen.findByText("Choose another account.")).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Retry all 3" }));
  expect(await screen.findByText("2 runs tried again. 1 run cannot be: Its automation was deleted.")).toBeVisible();
  expect(server.asked.find(({ path }) => path.endsWith("/runs/retry"))?.body).toEqual({ run_ids: ["run-1", "run-7", "run-9"] });
  expect(server.asked.find(({ path }) => path.endsWith("/runs/groups"))?.query["since"]).toMatch(/^\d{4}-/);
});

it("says that nothing stopped", async () => {
  startFakeServer({ "/runs/groups": { get: { items: [], next_cursor: null, total: 0 } } });
  openPage("/runs?view=errors");
  expect(await screen.findByText("No run has stopped with an error")).toBeVisible();
});

it("retries the chosen runs of the list; only those that stopped can be chosen", async () => {
  const rows = [{ ...run, id: "a", title: "Order 1", status: "failed" as const }, { ...run, id: "b", title: "Order 2" }];
  const server = startFakeServer({ "/runs": { get: { items: rows, next_cursor: null, total: 2 } }, "/runs/retry": { post: { retried: 1, runs: [{ run_id: "a", error: "" }] } } });
  const { user } = openPage("/runs?search=order");
  await user.click(await screen.findByRole("checkbox", { name: "Choose Order 1" }));
  expect(screen.queryByRole("checkbox", { name: "Choose Order 2" })).toBeNull();
  await user.click(within(screen.getByRole("region", { name: "Chosen runs" })).getByRole("button", { name: "Retry" }));
  await waitFor(() => expect(server.asked.find(({ path }) => path.endsWith("/runs/retry"))?.body).toEqual({ run_ids: ["a"] }));
  expect(server.asked.some(({ path, query }) => path.endsWith("/runs") && query["search"] === "order")).toBe(true);
});

it("lets an auditor look at a run, but not act", async () => {
  startFakeServer({ "/api/v1/me": { get: auditor }, "/runs/{run_id}": { get: stopped } });
  openPage("/runs/run-1");
  expect(await screen.findByRole("button", { name: "Retry from the failed step" })).toBeDisabled();
});
