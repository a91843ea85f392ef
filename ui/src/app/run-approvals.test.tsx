import { screen, waitFor, within } from "@testing-library/react";
import { expect, it } from "vitest";
import type { Approval, DecidedApprovals } from "@/api/approvals";
import { startFakeServer } from "@/testing/fake-server";
import { AT } from "@/testing/ledger-fixtures";
import { openPage } from "@/testing/open-page";

const write = {
  position: "ask/approved/create", name: "Create the invoice", kind: "create_document", item: "", text: "Would create an invoice of 166.94 GBP.", writes: true, problems: [],
  values: [], fields: [{ name: "contact", label: "Contact", value: "Customer 17850", type: "text", source: "", problem: "" }], document: { Total: "166.94" },
};
const approval: Approval = {
  id: "ap1", run_id: "run-1", run_title: "Order 536365", automation_id: "a1", automation_name: "Create orders in the ledger", position: "ask", title: "Order 536365", text: "Look at the total.",
  plan: [write, { ...write, position: "note", name: "Comment", text: "Would add a comment.", writes: false, fields: [], document: {} }], totals: null, warnings: ["Create the invoice: The books are closed up to 2026-10-31."], roles: ["finance"], members: [], needed: 2, asked_for: "editor@demo.example",
  asked_at: AT, due_at: null, reminded_at: null, escalated_at: null, decided_at: null, state: "open", may_decide: true, why_not: "",
  votes: [{ name: "finance@demo.example", approves: true, reason: "", at: AT }],
};
const decided = (items: Pick<Approval, "id" | "title" | "state">[], error = ""): DecidedApprovals => ({ decided: items.length, items: items.map(({ id, title, state }) => ({ id, title, state, error })) });
const page = (items: Approval[]) => ({ "/approvals": { get: { items, next_cursor: null, total: items.length } }, "/approvals/{approval_id}": { get: approval }, "/approvals/decisions": { post: decided(items.map((one) => ({ ...one, state: "approved" as const }))) } });

it("shows exactly what would be written, and rejects only with a reason", async () => {
  const server = startFakeServer(page([approval]));
  const { user } = openPage("/inbox/approvals");
  await user.click(await screen.findByRole("button", { name: "Order 536365" }));
  const drawer = await screen.findByRole("dialog", { name: "Order 536365" });
  expect(await within(drawer).findByText("1 of 2 approvals")).toBeVisible();
  expect(within(within(drawer).getByRole("table", { name: "Would create an invoice of 166.94 GBP." })).getByText("Customer 17850")).toBeVisible();
  expect(within(drawer).getByText("Comment: Would add a comment.")).toBeVisible();
  expect(within(drawer).getByText("Create the invoice: The books are closed up to 2026-10-31.")).toBeVisible();
  await user.click(within(drawer).getByRole("button", { name: "Reject…" }));
  expect(within(drawer).getByRole("button", { name: "Reject" })).toBeDisabled();
  await user.type(within(drawer).getByLabelText("Why is it rejected?"), "The price is wrong");
  await user.click(within(drawer).getByRole("button", { name: "Reject" }));
  await waitFor(() => expect(server.asked.find(({ path }) => path.endsWith("/approvals/decisions"))?.body).toEqual({ ids: ["ap1"], approve: false, reason: "The price is wrong" }));
});

it("shows before one is approved what it comes to, by currency, ledger, account and tax", async () => {
  const ledger = "Demo Company (UK)";
  const totals = {
    steps: 2, writes: 1, problems: 0, irreversible: 1, amounts: { GBP: "166.94" },
    accounts: [{ ledger, name: "200 Sales", currency: "GBP", amount: "139.12" }], taxes: [{ ledger, name: "20% (VAT on Income)", currency: "GBP", amount: "27.82" }],
  };
  startFakeServer({ ...page([approval]), "/approvals/{approval_id}": { get: { ...approval, totals } } });
  openPage("/inbox/approvals?approval=ap1");
  const sums = await screen.findByRole("region", { name: "What it comes to" });
  expect(sums).toHaveTextContent("1 write: £166.94.");
  expect(within(sums).getByText("1 write cannot be taken back")).toBeVisible();
  expect(within(sums).getByRole("row", { name: "200 Sales Demo Company (UK) £139.12" })).toBeVisible();
  expect(within(sums).getByRole("row", { name: "20% (VAT on Income) Demo Company (UK) £27.82" })).toBeVisible();
});

it("approves many in one request after their totals were seen, and tells what became of each", async () => {
  const others = { ...approval, id: "ap3", title: "Order 3", may_decide: false, why_not: "Only finance may decide this." };
  const second = { ...approval, id: "ap2", title: "Order 2" };
  const server = startFakeServer({
    ...page([approval, second, others]),
    "/approvals/totals": {
      post: {
        approvals: 2, undecidable: {},
        totals: { steps: 4, writes: 2, problems: 0, irreversible: 1, amounts: { EUR: "10.00", GBP: "333.88" }, accounts: [{ ledger: "Demo Company (UK)", name: "200 Sales", currency: "GBP", amount: "278.23" }], taxes: [] },
      },
    },
    "/approvals/decisions": {
      post: { decided: 1, items: [{ id: "ap1", title: "Order 536365", state: "open", error: "" }, { id: "ap2", title: "Order 2", state: "rejected", error: "This was decided already: rejected. Load the page again." }] },
    },
  });
  const { user } = openPage("/inbox/approvals");
  await user.click(await screen.findByRole("checkbox", { name: "Choose all that you may decide" }));
  const bar = screen.getByRole("region", { name: "Chosen approvals" });
  expect(bar).toHaveTextContent("2 chosen, 2 writes");
  await user.click(within(bar).getByRole("button", { name: "Approve…" }));
  const dialog = await screen.findByRole("dialog", { name: "Approve 2 approvals?" });
  expect(await within(dialog).findByText("€10.00 and £333.88")).toBeVisible();
  expect(within(dialog).getByText("1 write cannot be taken back")).toBeVisible();
  expect(within(within(dialog).getByRole("table", { name: "On accounts" })).getByText("£278.23")).toBeVisible();
  expect(server.asked.some(({ path }) => path.endsWith("/decisions"))).toBe(false);
  await user.click(within(dialog).getByRole("button", { name: "Approve 2 approvals" }));
  const outcome = within(await within(dialog).findByRole("list", { name: "What became of each" })).getAllByRole("listitem");
  expect(outcome[0]).toHaveTextContent("Order 2This was decided already: rejected. Load the page again.Not decided");
  expect(outcome[1]).toHaveTextContent("Others must approve it, too.");
  expect(server.asked.filter(({ path }) => path.endsWith("/decisions")).map(({ body }) => body)).toEqual([{ ids: ["ap1", "ap2"], approve: true, reason: "" }]);
  await user.click(within(dialog).getByRole("button", { name: "Done" }));
  await waitFor(() => expect(screen.queryByRole("region", { name: "Chosen approvals" })).toBeNull());
});

it("rejects many only with a reason", async () => {
  const server = startFakeServer(page([approval]));
  const { user } = openPage("/inbox/approvals");
  await user.click(await screen.findByRole("checkbox", { name: "Choose all that you may decide" }));
  await user.click(within(screen.getByRole("region", { name: "Chosen approvals" })).getByRole("button", { name: "Reject…" }));
  const dialog = await screen.findByRole("dialog", { name: "Reject 1 approval?" });
  expect(within(dialog).getByRole("button", { name: "Reject 1 approval" })).toBeDisabled();
  await user.type(within(dialog).getByLabelText("Why are they rejected?"), "Not this month");
  await user.click(await within(dialog).findByRole("button", { name: "Reject 1 approval" }));
  await waitFor(() => expect(server.asked.find(({ path }) => path.endsWith("/decisions"))?.body).toEqual({ ids: ["ap1"], approve: false, reason: "Not this month" }));
});

it("keeps an approval open that could not be decided, and says why", async () => {
  startFakeServer({ ...page([approval]), "/approvals/decisions": { post: { decided: 0, items: [{ id: "ap1", title: "Order 536365", state: "cancelled", error: "This was decided already: cancelled. Load the page again." }] } } });
  const { user } = openPage("/inbox/approvals?approval=ap1");
  const drawer = await screen.findByRole("dialog");
  await user.click(await within(drawer).findByRole("button", { name: "Approve" }));
  expect(await within(drawer).findByRole("alert")).toHaveTextContent("This was decided already: cancelled.");
});

it("says why it is not the reader's to decide", async () => {
  startFakeServer({ ...page([approval]), "/approvals/{approval_id}": { get: { ...approval, may_decide: false, why_not: "This came from what you did yourself; somebody else must decide it." } } });
  openPage("/inbox/approvals?approval=ap1");
  const drawer = await screen.findByRole("dialog");
  expect(await within(drawer).findByRole("button", { name: "Approve" })).toBeDisabled();
  expect(within(drawer).getAllByRole("group", { name: /somebody else must decide it/ })).toHaveLength(2);
});

it("says that no automation waits", async () => {
  startFakeServer(page([]));
  openPage("/inbox/approvals");
  expect(await screen.findByText("No automation waits for approval")).toBeVisible();
});
