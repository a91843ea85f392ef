import { screen, waitFor, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { auditor } from "@/testing/fixtures";
import { startFakeServer } from "@/testing/fake-server";
import { openPage } from "@/testing/open-page";

it("narrows to a cause by the address, and retries all of it", async () => {
  const server = startFakeServer();
  const { user, address } = openPage("/inbox");
  await user.click(await screen.findByRole("button", { name: /Not a sale/ }));
  await waitFor(() => expect(address()).toContain("cause=not_a_sale"));
  expect(server.asked.some(({ query }) => query["cause"] === "not_a_sale" && query["state"] === "open")).toBe(true);
  await user.click(await screen.findByRole("button", { name: "Retry all" }));
  await waitFor(() => expect(server.asked.find(({ path }) => path.endsWith("/exceptions/retry"))?.body).toEqual({ cause: "not_a_sale" }));
});

it("opens an exception with its remedy, and dismisses it only with a reason", async () => {
  const server = startFakeServer();
  const { user } = openPage("/inbox");
  await user.click(await screen.findByRole("button", { name: "Orders 536403" }));
  const drawer = await screen.findByRole("dialog", { name: "Orders 536403" });
  expect(await within(drawer).findByText(/Enter it as a bill or a bank payment/)).toBeVisible();
  await user.click(within(drawer).getByRole("button", { name: "Dismiss…" }));
  expect(within(drawer).getByRole("button", { name: "Dismiss" })).toBeDisabled();
  await user.type(within(drawer).getByLabelText("Why can this be left?"), "Entered as a bill");
  await user.click(within(drawer).getByRole("button", { name: "Dismiss" }));
  await waitFor(() => expect(server.asked.find(({ path }) => path.endsWith("/e1/dismiss"))?.body).toEqual({ reason: "Entered as a bill" }));
});

it("lets an auditor look, but not act", async () => {
  startFakeServer({ "/api/v1/me": { get: auditor } });
  openPage("/inbox?exception=e1");
  const drawer = await screen.findByRole("dialog", { name: "Orders 536403" });
  expect(await within(drawer).findByRole("button", { name: "Retry" })).toBeDisabled();
});

it("says that nothing needs one", async () => {
  startFakeServer({ "/exceptions": { get: { items: [], causes: [], next_cursor: null, total: 0 } } });
  openPage("/inbox");
  expect(await screen.findByText("Nothing needs you")).toBeVisible();
});

it("opens with the search that a tie-out gives it, and retries nothing that is not shown", async () => {
  const server = startFakeServer();
  openPage("/inbox?cause=not_a_sale&search=536403");
  expect(await screen.findByRole("searchbox", { name: "Search exceptions" })).toHaveValue("536403");
  expect(await screen.findByRole("button", { name: "Orders 536403" })).toBeVisible();
  expect(server.asked.some(({ query }) => query["cause"] === "not_a_sale" && query["search"] === "536403")).toBe(true);
  expect(screen.queryByRole("button", { name: "Retry all" })).toBeNull();
});
