import { screen, waitFor, within } from "@testing-library/react";
import { expect, it } from "vitest";
import type { EntityDetail } from "@/api/types";
import { startFakeServer } from "@/testing/fake-server";
import { accounts, bankFee, connected, entity, journal, quickbooks, sage, transfer } from "@/testing/ledger-fixtures";
import { openPage } from "@/testing/open-page";

/** A ledger that holds one entity, besides its accounts. */
function startWith(one: EntityDetail) {
  return startFakeServer({
    "/connections": { get: connected([sage, quickbooks]) },
    "/connections/{connection_id}/entities": { get: { items: [one, ...accounts], next_cursor: null, total: 5 } },
    "/connections/{connection_id}/entities/{kind}/{external_id}": { get: one },
  });
}

it("shows a ledger's invoice in plain words, with its JSON one click away", async () => {
  startWith(entity);
  const { user } = openPage("/ledgers?kind=invoice");
  await user.click(await screen.findByRole("button", { name: "536365" }));
  const drawer = await screen.findByRole("dialog", { name: "Invoice 536365" });
  expect(await within(drawer).findByText("£166.94")).toBeVisible();
  expect(within(drawer).queryByText(/ACCREC/)).toBeNull();
  await user.click(within(drawer).getByRole("button", { name: "Show JSON of the provider" }));
  const json = await within(drawer).findByText(/ACCREC/);
  await waitFor(() => expect(json).toBeVisible());
});

it("has a tab for what moves at the bank and for journals", async () => {
  const server = startWith(journal);
  const { user, address } = openPage("/ledgers");
  for (const name of ["Bank transactions", "Transfers", "Journals"]) expect(await screen.findByRole("tab", { name })).toBeVisible();
  await user.click(screen.getByRole("tab", { name: "Journals" }));
  await waitFor(() => expect(address()).toContain("kind=journal"));
  expect(await screen.findByRole("columnheader", { name: "Narration" })).toBeVisible();
  await waitFor(() => expect(server.asked.some(({ path, query }) => path.endsWith("/c-sage/entities") && query["kind"] === "journal")).toBe(true));
});

it("shows a journal's debits and credits in columns, by the names of the accounts", async () => {
  startWith(journal);
  openPage("/ledgers?kind=journal&entity=j1");
  const drawer = await screen.findByRole("dialog", { name: "Journal J-7" });
  expect(await within(drawer).findByRole("row", { name: "445 Light and heat November £120.00" })).toBeVisible();
  const [, credit] = within(within(drawer).getByRole("row", { name: "850 Accruals £120.00" })).getAllByRole("cell").slice(1);
  expect(credit).toHaveTextContent("£120.00");
  expect(within(drawer).getByRole("row", { name: "Total £120.00 £120.00" })).toBeVisible();
});

it("says which way the money of a bank transaction went, from which account, and what for", async () => {
  startWith(bankFee);
  openPage("/ledgers?kind=bank_transaction&entity=b9");
  const drawer = await screen.findByRole("dialog", { name: "Bank transaction" });
  expect(await within(drawer).findByText("090 Current account")).toBeVisible();
  expect(within(drawer).getByText("Money spent")).toBeVisible();
  expect(within(drawer).getByRole("row", { name: /Fee of November.*445 Light and heat.*£4\.50/ })).toBeVisible();
});

it("asks QuickBooks for the supplier of money spent", async () => {
  const server = startWith(bankFee);
  openPage("/ledgers?connection=c-qbo&kind=bank_transaction&entity=b9");
  await screen.findByText("Money spent");
  await waitFor(() => expect(server.asked.some(({ path }) => path.endsWith("/c-qbo/entities/supplier/k1"))).toBe(true));
});

it("says from where to where a transfer went", async () => {
  startWith(transfer);
  openPage("/ledgers?kind=transfer&entity=t9");
  const drawer = await screen.findByRole("dialog", { name: "Transfer To savings" });
  expect((await within(drawer).findByText("090 Current account")).closest("div")).toHaveTextContent(/^From/);
  expect(within(drawer).getByText("091 Savings").closest("div")).toHaveTextContent(/^To/);
});

it("names what a payment settles, and leads there", async () => {
  startWith({ ...entity, kind: "payment", entity: { account: "090", contact: "k1", allocations: [{ kind: "invoice", document: "b1c2", amount: "100.00" }] } });
  openPage("/ledgers?kind=payment&entity=p1");
  const link = await screen.findByRole("link", { name: "Invoice 536365" });
  expect(link).toHaveAttribute("href", "/ledgers?connection=c-sage&kind=invoice&entity=b1c2");
});
