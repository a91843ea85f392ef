import { screen, waitFor, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { digestAlert, overdueAlert } from "@/testing/alert-fixtures";
import { startFakeServer, type FakeServer } from "@/testing/fake-server";
import { auditor } from "@/testing/fixtures";
import { openPage } from "@/testing/open-page";

const bodiesOf = (server: FakeServer, ending: string, by: string) => server.asked.filter(({ method, path }) => method === by && path.endsWith(ending)).map(({ body }) => body);

it("shows each rule with what it looks for, whom it tells, and when it last did", async () => {
  startFakeServer();
  openPage("/settings/alerts");
  const row = (await screen.findByRole("button", { name: "Late customers" })).closest("tr") as HTMLElement;
  expect(row).toHaveTextContent("More than £500.00 overdue from one customer");
  expect(row).toHaveTextContent("admin@demo.example");
  expect(screen.getByRole("switch", { name: "Monday morning is on" })).not.toBeChecked();
});

it("makes a rule for overdue balances with its own settings", async () => {
  const server = startFakeServer({ "/alerts": { get: { items: [], next_cursor: null, total: 0 }, post: overdueAlert } });
  const { user } = openPage("/settings/alerts");
  expect(await screen.findByText("No alerts")).toBeVisible();
  await user.click(screen.getByRole("button", { name: "New alert" }));
  const dialog = await screen.findByRole("dialog", { name: "New alert" });
  await user.type(within(dialog).getByLabelText("Name"), "Late customers");
  expect(within(dialog).getByRole("button", { name: "Make the alert" })).toBeDisabled();
  await user.click(within(dialog).getByRole("combobox", { name: "Looks for" }));
  await user.click(await screen.findByRole("option", { name: "An overdue balance is above an amount" }));
  await user.clear(within(dialog).getByLabelText("More than"));
  await user.type(within(dialog).getByLabelText("More than"), "500.00");
  await user.type(within(dialog).getByLabelText("Currency"), "gbp");
  await user.click(within(dialog).getByRole("combobox", { name: "Members" }));
  await user.click((await screen.findAllByRole("option", { name: /@demo\.example$/ }))[0] as HTMLElement);
  await user.click(within(dialog).getByRole("button", { name: "Make the alert" }));
  await waitFor(() => expect(bodiesOf(server, "/alerts", "POST")).toEqual([{
    name: "Late customers", kind: "overdue", enabled: true, members: [expect.any(String)], addresses: [],
    settings: { connection: null, side: "receivable", amount: "500.00", currency: "GBP", each_contact: true },
  }]));
});

it("names causes by their words, those together that belong together", async () => {
  const server = startFakeServer();
  const { user } = openPage("/settings/alerts");
  await user.click(await screen.findByRole("button", { name: "New alert" }));
  const dialog = await screen.findByRole("dialog", { name: "New alert" });
  await user.type(within(dialog).getByLabelText("Name"), "Locked periods");
  await user.click(within(dialog).getByRole("combobox", { name: "Looks for" }));
  await user.click(await screen.findByRole("option", { name: "An exception was raised" }));
  await user.click(within(dialog).getByRole("combobox", { name: "Causes" }));
  expect(await screen.findByText("A ledger refused it")).toBeVisible();
  await user.click(screen.getByRole("option", { name: "Period locked" }));
  await user.click(within(dialog).getByRole("combobox", { name: "Addresses for notifications" }));
  await user.click(await screen.findByRole("option", { name: "Finance channel" }));
  await user.click(within(dialog).getByRole("button", { name: "Make the alert" }));
  await waitFor(() => expect(bodiesOf(server, "/alerts", "POST")).toMatchObject([{ kind: "exception", addresses: ["s2"], settings: { causes: ["period_locked"] } }]));
});

it("shows at its setting what was refused, and keeps what was written", async () => {
  const server = startFakeServer();
  server.fail("/alerts/al1", 422, "PUT");
  const { user } = openPage("/settings/alerts");
  await user.click(await screen.findByRole("button", { name: "More for Late customers" }));
  await user.click(await screen.findByRole("menuitem", { name: "Edit" }));
  const dialog = await screen.findByRole("dialog", { name: "Edit Late customers" });
  await user.click(within(dialog).getByRole("button", { name: "Save" }));
  expect(await within(dialog).findByRole("alert")).toHaveTextContent("The server says no. Ask again.");
  expect(within(dialog).getByLabelText("Currency")).toHaveValue("GBP");
});

it("sends a test, and shows what the rule told and what did not arrive", async () => {
  const server = startFakeServer();
  const { user } = openPage("/settings/alerts");
  await user.click(await screen.findByRole("button", { name: "More for Late customers" }));
  await user.click(await screen.findByRole("menuitem", { name: "Send a test" }));
  const drawer = await screen.findByRole("dialog", { name: "Late customers" });
  expect(bodiesOf(server, "/alerts/al1/test", "POST")).toHaveLength(1);
  const messages = await within(drawer).findByRole("list", { name: "Messages" });
  expect(within(messages).getByText(/812\.40 GBP overdue/, { selector: "p" })).toBeVisible();
  expect(within(messages).getByText("The address answered 404.")).toBeVisible();
});

it("switches a rule without changing what it looks for, and deletes it after a question", async () => {
  const server = startFakeServer();
  const { user } = openPage("/settings/alerts");
  await user.click(await screen.findByRole("switch", { name: "Monday morning is on" }));
  await waitFor(() => expect(bodiesOf(server, "/alerts/al2", "PUT")).toEqual([{
    name: digestAlert.name, kind: "digest", enabled: true, members: ["m0"], addresses: ["s2"], settings: digestAlert.settings,
  }]));
  await user.click(screen.getByRole("button", { name: "More for Monday morning" }));
  await user.click(await screen.findByRole("menuitem", { name: "Delete…" }));
  expect(bodiesOf(server, "/alerts/al2", "DELETE")).toHaveLength(0);
  await user.click(within(await screen.findByRole("dialog", { name: "Delete Monday morning?" })).getByRole("button", { name: "Delete" }));
  await waitFor(() => expect(bodiesOf(server, "/alerts/al2", "DELETE")).toHaveLength(1));
});

it("lets those who may not edit read, and says why they may do no more", async () => {
  startFakeServer({ "/api/v1/me": { get: auditor } });
  const { user } = openPage("/settings/alerts");
  expect(await screen.findByRole("button", { name: "New alert" })).toBeDisabled();
  await user.click(await screen.findByRole("button", { name: "More for Late customers" }));
  expect(await screen.findByRole("menuitem", { name: "Edit" })).toBeDisabled();
  expect(screen.getByText(/^Needs the role Finance/)).toBeVisible();
});

it("says that no mail server is set up where members would be told by mail", async () => {
  startFakeServer();
  openPage("/settings/alerts");
  expect(await screen.findByText("No mail server is set up here")).toBeVisible();
});

it("says what failed, and reads again", async () => {
  const server = startFakeServer();
  server.fail("/alerts", 500);
  const { user } = openPage("/settings/alerts");
  const again = await screen.findByRole("button", { name: "Try again" });
  server.fail("/alerts", 0);
  await user.click(again);
  expect(await screen.findByRole("button", { name: "Late customers" })).toBeVisible();
});
