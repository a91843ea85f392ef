import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { startFakeServer } from "@/testing/fake-server";
import { openPage } from "@/testing/open-page";

it("makes an empty automation and opens it at its trigger", async () => {
  const server = startFakeServer();
  const { user, address } = openPage("/automations");
  await user.click(await screen.findByRole("button", { name: "New automation" }));
  fireEvent.change(await screen.findByRole("textbox", { name: "Name" }), { target: { value: "Thank the customer" } });
  await user.click(screen.getByRole("button", { name: "Create" }));
  await waitFor(() => expect(address()).toBe("/automations/a2?step=trigger"));
  expect(server.asked.find(({ method, path }) => method === "POST" && path.endsWith("/automations"))?.body).toMatchObject({ name: "Thank the customer", template: "" });
});

it("lists the automations under the settings, too, where one is made or opened [K-16]", async () => {
  const server = startFakeServer();
  const { user, address } = openPage("/settings/automations?search=order");
  expect(await screen.findByRole("tab", { name: "Automations", selected: true })).toBeVisible();
  expect(server.asked.find(({ path }) => path.endsWith("/automations"))?.query).toEqual({ search: "order" });
  const [first] = await screen.findAllByRole("link", { name: "Create orders in the ledger" });
  expect(first).toHaveAttribute("href", "/automations/a1");
  await user.click(screen.getByRole("button", { name: "New automation" }));
  fireEvent.change(await screen.findByRole("textbox", { name: "Name" }), { target: { value: "Thank the customer" } });
  await user.click(screen.getByRole("button", { name: "Create" }));
  await waitFor(() => expect(address()).toBe("/automations/a2?step=trigger"));
});

it("asks for the automations that the address names", async () => {
  const server = startFakeServer();
  openPage("/automations?search=order&enabled=no");
  await screen.findByRole("link", { name: "Create orders in the ledger" });
  expect(server.asked.find(({ path }) => path.endsWith("/automations"))?.query).toEqual({ search: "order", enabled: "false" });
});

it("says what to do where there is no automation", async () => {
  startFakeServer({ "/automations": { get: { items: [], next_cursor: null, total: 0 } } });
  openPage("/automations");
  expect(await screen.findByText("Begin with a template, or with an empty one.")).toBeVisible();
});

it("shows a template with what it needs, and begins with it", async () => {
  const server = startFakeServer();
  const { user, address } = openPage("/automations/templates");
  await user.click(await screen.findByRole("button", { name: /Thank for the payment/ }));
  expect(await screen.findByText("A connection to an accounting system")).toBeVisible();
  expect(screen.getByText("When invoices are paid in the ledger")).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Use template" }));
  await waitFor(() => expect(address()).toBe("/automations/a2"));
  expect(server.asked.find(({ method }) => method === "POST")?.body).toMatchObject({ template: "thank" });
});

it("says that templates could not be read, and tries again", async () => {
  const server = startFakeServer();
  server.fail("/automation-templates", 500);
  const { user } = openPage("/automations/templates");
  const again = await screen.findByRole("button", { name: "Try again" });
  server.fail("/automation-templates", 0);
  await user.click(again);
  expect(await screen.findByRole("button", { name: /Invoice each order/ })).toBeVisible();
});

it("compares two versions on the canvas and field by field", async () => {
  startFakeServer();
  openPage("/automations/a1/versions?before=1&after=draft");
  expect(await screen.findByRole("button", { name: /^Step, Create the invoice or credit note.*Added/ })).toBeInTheDocument();
  expect(screen.getByRole("cell", { name: "Payment status is not posted and Lines is not empty" })).toBeVisible();
  expect(screen.getByText("143 runs, 1 failed")).toBeVisible();
});

it("restores a version as the draft after a question", async () => {
  const server = startFakeServer();
  const { user, address } = openPage("/automations/a1/versions");
  await user.click(await screen.findByRole("button", { name: "Restore version 1" }));
  await user.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Restore" }));
  await waitFor(() => expect(address()).toBe("/automations/a1"));
  expect(server.asked.some(({ method, path }) => method === "POST" && path.endsWith("/versions/1/restore"))).toBe(true);
});
