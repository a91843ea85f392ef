import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { expect, it } from "vitest";
import type { Me } from "@/api/types";
import { me, records } from "@/testing/fixtures";
import { startFakeServer } from "@/testing/fake-server";
import { broken, connected } from "@/testing/ledger-fixtures";
import { openPage } from "@/testing/open-page";

it("offers many at once to and from the ledger of contacts and items", async () => {
  startFakeServer();
  const { user, router } = openPage("/collections/customers");
  await user.click(await screen.findByRole("button", { name: "More" }));
  const link = await screen.findByRole("menuitem", { name: "Import from Xero" });
  expect(link.getAttribute("href")).toBe("/masses/new?connection=c-xero&collection=customers&direction=import");
  for (const name of ["Export to Xero", "Links from a file"]) expect(screen.getByRole("menuitem", { name })).toBeVisible();
  await user.keyboard("{Escape}");
  await router.navigate({ to: "/collections/$key", params: { key: "orders" } });
  await screen.findByRole("heading", { name: "Orders", level: 1 });
  await user.click(screen.getByRole("button", { name: "More" }));
  expect(await screen.findByRole("menuitem", { name: "Bin" })).toBeVisible();
  expect(screen.queryByRole("menuitem", { name: /Xero|Links/ })).toBeNull();
});

it("offers of these only what the role may do, and nothing without a ledger", async () => {
  const editor: Me = { ...me, workspaces: me.workspaces.map((one) => ({ ...one, permissions: ["read", "import", "link"] })) };
  const server = startFakeServer({ "/api/v1/me": { get: editor } });
  const { user, router } = openPage("/collections/customers");
  await user.click(await screen.findByRole("button", { name: "More" }));
  expect(await screen.findByRole("menuitem", { name: "Links from a file" })).toBeVisible();
  expect(screen.queryByRole("menuitem", { name: "Export to Xero" })).toBeNull();
  await user.keyboard("{Escape}");
  server.change({ "/connections": { get: connected([broken]) } });
  await router.navigate({ to: "/settings/integrations" });
  await screen.findByRole("heading", { name: "Settings" });
  await router.navigate({ to: "/collections/$key", params: { key: "customers" } });
  await user.click(await screen.findByRole("button", { name: "More" }));
  expect(await screen.findByRole("menuitem", { name: "Bin" })).toBeVisible();
  await waitFor(() => expect(screen.queryByRole("menuitem", { name: /Links/ })).toBeNull());
});

it("gives a column another width by the keyboard, and gives it up again", async () => {
  startFakeServer();
  const { user, address } = openPage("/collections/orders");
  await screen.findByRole("link", { name: "536365" });
  const edge = screen.getByRole("separator", { name: "Width of Country" });
  edge.focus();
  await user.keyboard("{End}");
  await waitFor(() => expect(decodeURIComponent(address())).toContain("widths=country:1000"));
  await user.keyboard("{Home}");
  await waitFor(() => expect(decodeURIComponent(address())).toContain("widths=country:60"));
  expect(edge).toHaveFocus();
  expect(edge).toHaveAttribute("aria-valuenow", "60");
  expect(screen.getByRole("columnheader", { name: "Country" })).toHaveStyle({ width: "60px", maxWidth: "60px" });
  await user.keyboard("{Enter}");
  await waitFor(() => expect(address()).not.toContain("widths"));
});

it("folds a group to its head, and all of them", async () => {
  const rows = [...records].sort((one, other) => String(one.values["country"]).localeCompare(String(other.values["country"])));
  startFakeServer({ "/collections/{key}/records": { get: { items: rows, next_cursor: null, total: rows.length } } });
  const { user, address } = openPage("/collections/orders?group=country");
  const france = await screen.findByRole("button", { name: "Group France" });
  const keys = () => screen.queryAllByRole("link", { name: /^5363\d\d$/ }).length;
  expect(keys()).toBe(24);
  france.focus();
  await user.keyboard("{Enter}");
  await waitFor(() => expect(address()).toContain("folded=.france"));
  expect(keys()).toBe(20);
  expect(screen.getByRole("button", { name: "Group France" })).toHaveAttribute("aria-expanded", "false");
  await user.click(screen.getByRole("button", { name: "Group: Country" }));
  await user.click(await screen.findByRole("menuitem", { name: "Collapse all" }));
  await waitFor(() => expect(keys()).toBe(0));
  await user.click(screen.getByRole("button", { name: "Group United Kingdom" }));
  await waitFor(() => expect(keys()).toBe(20));
  await user.click(screen.getByRole("button", { name: "Group: Country" }));
  await user.click(await screen.findByRole("menuitem", { name: "Expand all" }));
  await waitFor(() => expect(keys()).toBe(24));
});

it("says of a pasted text that is refused which field it was for", async () => {
  startFakeServer({
    "/collections/{key}/paste/preview": {
      post: {
        changed: 0, created: 0, refused: 1,
        rows: [{ record_id: "r1", key: "536365", version: 1, message: "", cells: [{ field: "amount_due", before: "0.00", after: null, state: "refused", message: "is no number; write it like 1234.50" }] }],
      },
    },
  });
  openPage("/collections/orders?cols=amount_due");
  const cell = (await screen.findAllByRole("cell")).find((one) => one.getAttribute("data-cell") === "r1/amount_due") as HTMLElement;
  act(() => cell.focus());
  fireEvent.paste(cell, { clipboardData: { getData: () => "many" } });
  const dialog = within(await screen.findByRole("dialog", { name: "Paste from a spreadsheet" }));
  expect(await dialog.findByText("many")).toBeVisible();
  expect(dialog.getByText("Refused: Amount due is no number; write it like 1234.50.")).toBeVisible();
});
