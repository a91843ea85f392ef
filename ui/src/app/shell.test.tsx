import { screen, waitFor, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { startFakeServer } from "@/testing/fake-server";
import { openPage } from "@/testing/open-page";

it("shows where one can go, and counts open exceptions at the Inbox", async () => {
  startFakeServer();
  openPage("/");
  const navigation = await screen.findByRole("navigation", { name: "Main" });
  const links = within(navigation).getAllByRole("link").map((link) => link.textContent);
  expect(links).toEqual(["Home", "Collections", "Ledgers", "Automations", "Sync", "Reconciliation", expect.stringMatching(/^Inbox/), "Reports", "Audit"]);
  expect(await within(navigation).findByLabelText("14 open exceptions")).toBeVisible();
  expect(within(navigation).getByRole("link", { name: "Home" })).toHaveAttribute("aria-current", "page");
});

it("goes to a place by g and its letter, and lists the keys by ?", async () => {
  startFakeServer();
  const { user, address } = openPage("/");
  await screen.findByRole("heading", { name: "Home" });
  await user.keyboard("gu");
  await waitFor(() => expect(address()).toBe("/audit"));
  await user.keyboard("?");
  expect(await screen.findByRole("dialog", { name: "Keys" })).toBeVisible();
  await user.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
});

it("finds records from everywhere by Ctrl-K", async () => {
  startFakeServer();
  const { user, address } = openPage("/");
  await screen.findByRole("heading", { name: "Home" });
  await user.keyboard("{Control>}k{/Control}");
  await user.type(await screen.findByLabelText("Find anything", { selector: "input" }), "536366");
  await user.click((await screen.findAllByText("536366"))[0] as HTMLElement);
  await waitFor(() => expect(address()).toBe("/collections/orders/records/r2"));
});

it("says what failed and reads again on request", async () => {
  const server = startFakeServer();
  server.fail("/home", 503);
  const { user } = openPage("/");
  expect(await screen.findByText(/The server says no\. Ask again\./)).toBeVisible();
  server.fail("/home", 0);
  await user.click(screen.getByRole("button", { name: "Try again" }));
  expect(await screen.findByText("Open exceptions")).toBeVisible();
});
