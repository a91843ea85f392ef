import { screen, waitFor, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { orders } from "@/testing/fixtures";
import { tieOut } from "@/testing/ledger-fixtures";
import { startFakeServer } from "@/testing/fake-server";
import { openPage } from "@/testing/open-page";

it("shows the unexplained rest large, the control totals, and each difference with its record", async () => {
  startFakeServer();
  openPage("/reports/tie-outs/t1");
  const result = await screen.findByRole("region", { name: "Result" });
  expect(within(result).getByText("Every difference is explained")).toBeVisible();
  expect(within(result).getByText("£0.00")).toBeVisible();
  expect(screen.getByRole("row", { name: /Total £58,635\.56 £58,620\.56 £15\.00/ })).toBeVisible();
  expect(screen.getByRole("link", { name: "Record" })).toHaveAttribute("href", "/collections/orders/records/r5");
  expect(screen.getByRole("link", { name: "Exception" })).toHaveAttribute("href", "/inbox?cause=not_a_sale&search=536403");
  expect(screen.getByRole("link", { name: "JSON" })).toHaveAttribute("href", expect.stringMatching(/\/tie-outs\/t1\.json$/));
});

it("does not call a rest of one cent agreement", async () => {
  startFakeServer({ "/tie-outs/{tie_out_id}": { get: { ...tieOut, agrees: false, unexplained: [{ currency: "GBP", amount: "0.01" }] } } });
  openPage("/reports/tie-outs/t1");
  expect(await screen.findByText("Not everything is explained")).toBeVisible();
});

it("compares the other two sides on request, and keeps that in the address", async () => {
  startFakeServer();
  const { user, address } = openPage("/reports/tie-outs/t1");
  await user.click(await screen.findByRole("radio", { name: "Xero and QuickBooks" }));
  await waitFor(() => expect(address()).toContain("pair=1"));
  expect(await screen.findByText("No differences")).toBeVisible();
});

it("ties out the chosen ledgers", async () => {
  const server = startFakeServer();
  const { user, address } = openPage("/reports");
  await user.click(await screen.findByRole("button", { name: "Run tie-out" }));
  const dialog = await screen.findByRole("dialog", { name: "Run tie-out" });
  await user.click(await within(dialog).findByRole("checkbox", { name: /Harbour Trading/ }));
  await user.click(within(dialog).getByRole("button", { name: "Run tie-out" }));
  await waitFor(() => expect(address()).toBe("/reports/tie-outs/t1"));
  expect(server.asked.find(({ method, path }) => method === "POST" && path.endsWith("/tie-outs"))?.body).toEqual({ connection_ids: ["c-xero"] });
});

it("looks for the record of a difference where several collections are invoices", async () => {
  const server = startFakeServer({ "/collections": { get: { items: [{ ...orders, id: "col-jobs", key: "jobs", name: "Jobs" }, orders], next_cursor: null, total: 2 } } });
  server.fail("/jobs/records/r5", 404);
  const { user, address } = openPage("/reports/tie-outs/t1");
  await user.click(await screen.findByRole("button", { name: "Record" }));
  await waitFor(() => expect(address()).toBe("/collections/orders/records/r5"));
  expect(server.asked.filter(({ path }) => path.endsWith("/records/r5")).length).toBeGreaterThanOrEqual(2);
});
