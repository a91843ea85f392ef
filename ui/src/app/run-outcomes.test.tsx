import { screen, waitFor, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { startFakeServer } from "@/testing/fake-server";
import { WORKSPACE_ID, auditor } from "@/testing/fixtures";
import { AT, posting, postingDetail } from "@/testing/ledger-fixtures";
import { openPage } from "@/testing/open-page";

const file = { id: "f1", position: "create", name: "orders.csv", content_type: "text/csv", bytes_count: 14_200, made_at: AT };
const page = <Item,>(items: Item[]) => ({ items, next_cursor: null, total: items.length });

it("hands out the files that a run made, with the step that made them", async () => {
  startFakeServer({ "/runs/{run_id}/files": { get: page([file]) } });
  openPage("/runs/run-1?step=create");
  const lists = await screen.findAllByRole("list", { name: "Files" });
  expect(lists).toHaveLength(2);
  const link = within(lists[0] as HTMLElement).getByRole("link", { name: "orders.csv" });
  expect(link.getAttribute("href")).toMatch(new RegExp(`/${WORKSPACE_ID}/run-files/f1/content$`));
  expect(within(lists[0] as HTMLElement).getByText("14 kB")).toBeVisible();
});

it("says that the files could not be read", async () => {
  const server = startFakeServer();
  server.fail("/files", 500);
  openPage("/runs/run-1");
  expect(await screen.findByText(/The server says no\. Ask again\./)).toBeVisible();
});

it("shows what a step sent and takes it back, with what that leaves said before", async () => {
  const server = startFakeServer();
  const { user } = openPage("/runs/run-1?step=create");
  await user.click(await screen.findByRole("button", { name: "What was sent, undo…" }));
  const dialog = await screen.findByRole("dialog");
  expect(await within(dialog).findByText("Reversible by compensation")).toBeVisible();
  expect(within(dialog).getByText("The invoice stays in Xero as voided, with a total of 0.00.")).toBeVisible();
  await user.click(within(dialog).getByRole("button", { name: "Show what was sent" }));
  const sent = await within(dialog).findByText(/@record\/customers\/17850/);
  await waitFor(() => expect(sent).toBeVisible());
  expect(server.asked.some(({ method }) => method === "POST")).toBe(false);
  await user.click(within(dialog).getByRole("button", { name: "Undo it there" }));
  await waitFor(() => expect(server.asked.filter(({ method, path }) => method === "POST" && path.endsWith("/postings/p1/undo"))).toHaveLength(1));
});

it("says why something cannot be taken back, and what was refused", async () => {
  const barred = { ...postingDetail, undo: { way: "by_compensation" as const, state: "standing" as const, possible: false, text: "Something is paid on it." } };
  startFakeServer({ "/postings": { get: page([posting]) }, "/postings/{posting_id}": { get: barred } });
  const { user } = openPage("/runs/run-1");
  await user.click(await screen.findByRole("button", { name: /^Sent, undo…: / }));
  const dialog = await screen.findByRole("dialog");
  expect(await within(dialog).findByRole("button", { name: "Undo it there" })).toBeDisabled();
  expect(within(dialog).getByRole("group", { name: "Something is paid on it." })).toBeInTheDocument();
});

it("keeps the dialog open where the ledger's state has changed meanwhile", async () => {
  const server = startFakeServer();
  server.fail("/undo", 409);
  const { user } = openPage("/runs/run-1?step=create");
  await user.click(await screen.findByRole("button", { name: "What was sent, undo…" }));
  const dialog = await screen.findByRole("dialog");
  await user.click(await within(dialog).findByRole("button", { name: "Undo it there" }));
  expect(await within(dialog).findByRole("alert")).toHaveTextContent("The server says no.");
});

it("lets who may not post read what was sent", async () => {
  startFakeServer({ "/api/v1/me": { get: auditor } });
  const { user } = openPage("/runs/run-1?step=create");
  await user.click(await screen.findByRole("button", { name: "What was sent, undo…" }));
  expect(await screen.findByRole("button", { name: "Undo it there" })).toBeDisabled();
});
