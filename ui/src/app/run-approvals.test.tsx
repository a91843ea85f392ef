import { screen, waitFor, within } from "@testing-library/react";
import { expect, it } from "vitest";
import type { Approval } from "@/api/approvals";
import { startFakeServer } from "@/testing/fake-server";
import { AT } from "@/testing/ledger-fixtures";
import { openPage } from "@/testing/open-page";

const write = {
  position: "ask/approved/create", name: "Create the invoice", kind: "create_document", item: "", text: "Would create an invoice of 166.94 GBP.", writes: true, problems: [],
  values: [], fields: [{ name: "contact", label: "Contact", value: "Customer 17850", type: "text", source: "", problem: "" }], document: { Total: "166.94" },
};
const approval: Approval = {
  id: "ap1", run_id: "run-1", run_title: "Order 536365", automation_id: "a1", automation_name: "Create orders in the ledger", position: "ask", title: "Order 536365", text: "Look at the total.",
  plan: [write, { ...write, position: "note", name: "Comment", text: "Would add a comment.", writes: false, fields: [], document: {} }], roles: ["finance"], members: [], needed: 2, asked_for: "editor@demo.example",
  asked_at: AT, due_at: null, reminded_at: null, escalated_at: null, decided_at: null, state: "open", may_decide: true, why_not: "",
  votes: [{ name: "finance@demo.example", approves: true, reason: "", at: AT }],
};
const page = (items: Approval[]) => ({ "/approvals": { get: { items, next_cursor: null, total: items.length } }, "/approvals/{approval_id}": { get: approval }, "/approvals/{approval_id}/decision": { post: approval } });

it("shows exactly what would be written, and rejects only with a reason", async () => {
  const server = startFakeServer(page([approval]));
  const { user } = openPage("/inbox/approvals");
  await user.click(await screen.findByRole("button", { name: "Order 536365" }));
  const drawer = await screen.findByRole("dialog", { name: "Order 536365" });
  expect(await within(drawer).findByText("1 of 2 approvals")).toBeVisible();
  expect(within(within(drawer).getByRole("table", { name: "Would create an invoice of 166.94 GBP." })).getByText("Customer 17850")).toBeVisible();
  expect(within(drawer).getByText("Comment: Would add a comment.")).toBeVisible();
  await user.click(within(drawer).getByRole("button", { name: "Reject…" }));
  expect(within(drawer).getByRole("button", { name: "Reject" })).toBeDisabled();
  await user.type(within(drawer).getByLabelText("Why is it rejected?"), "The price is wrong");
  await user.click(within(drawer).getByRole("button", { name: "Reject" }));
  await waitFor(() => expect(server.asked.find(({ path }) => path.endsWith("/ap1/decision"))?.body).toEqual({ approve: false, reason: "The price is wrong" }));
});

it("approves many at once, of those that are the reader's to decide", async () => {
  const others = { ...approval, id: "ap3", title: "Order 3", may_decide: false, why_not: "Only finance may decide this." };
  const server = startFakeServer(page([approval, { ...approval, id: "ap2", title: "Order 2" }, others]));
  const { user } = openPage("/inbox/approvals");
  await user.click(await screen.findByRole("checkbox", { name: "Choose all that you may decide" }));
  const bar = screen.getByRole("region", { name: "Chosen approvals" });
  expect(bar).toHaveTextContent("2 chosen, 2 writes");
  await user.click(within(bar).getByRole("button", { name: "Approve" }));
  await waitFor(() => expect(server.asked.filter(({ path }) => path.endsWith("/decision")).map(({ path, body }) => [path.split("/").at(-2), body])).toEqual([["ap1", { approve: true, reason: "" }], ["ap2", { approve: true, reason: "" }]]));
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
