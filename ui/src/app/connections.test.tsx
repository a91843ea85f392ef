import { screen, waitFor, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { auditor } from "@/testing/fixtures";
import { broken, providers, sage, xero } from "@/testing/ledger-fixtures";
import { startFakeServer } from "@/testing/fake-server";
import { openPage } from "@/testing/open-page";

it("asks which organisation to link, then says that it is connected", async () => {
  const server = startFakeServer({ "/connections": { get: { providers, items: [] } } });
  const { user } = openPage("/settings/integrations?choose=pending-1");
  const dialog = await screen.findByRole("dialog", { name: "Select Xero Organisation" });
  await user.click(await within(dialog).findByRole("radio", { name: /Demo Company \(US\)/ }));
  await user.click(within(dialog).getByRole("button", { name: "Connect to Selected Organisation" }));
  expect(await screen.findByText("Successfully connected to Xero")).toBeVisible();
  expect(server.asked.find(({ method }) => method === "POST")?.body).toEqual({ organisation_ids: ["o2"] });
});

it("offers to connect to each provider", async () => {
  startFakeServer({ "/connections": { get: { providers, items: [] } } });
  openPage("/settings/integrations");
  expect(await screen.findByRole("button", { name: "Connect to Xero" })).toBeEnabled();
  expect(screen.getByRole("button", { name: "Connect to QuickBooks" })).toBeEnabled();
  expect(screen.getByRole("button", { name: "Connect to Sage" })).toBeEnabled();
});

it("says at a provider that cannot be connected what is missing", async () => {
  const reason = "This installation has no Sage Accounting app yet. Its administrator sets TIEOUT_SAGE_CLIENT_ID and TIEOUT_SAGE_CLIENT_SECRET.";
  startFakeServer({ "/connections": { get: { providers: providers.map((one) => (one.provider === "sage" ? { ...one, connectable: false, reason } : one)), items: [] } } });
  openPage("/settings/integrations");
  expect(await screen.findByRole("button", { name: "Connect to Sage" })).toBeDisabled();
  expect(screen.getByText(reason)).toBeVisible();
  expect(screen.getByRole("button", { name: "Connect to Xero" })).toBeEnabled();
});

it("connects another Sage organisation besides the first", async () => {
  const server = startFakeServer({ "/connections": { get: { providers, items: [sage] } } });
  const { user } = openPage("/settings/integrations");
  const panel = (await screen.findByRole("heading", { name: "Sage Accounting" })).closest("section") as HTMLElement;
  expect(within(panel).getByText("Demo Business")).toBeVisible();
  await user.click(within(panel).getByRole("button", { name: "Connect another" }));
  await waitFor(() => expect(server.asked.some(({ path }) => path.endsWith("/connections/sage/authorise"))).toBe(true));
});

it("tells those who may not connect why", async () => {
  startFakeServer({ "/api/v1/me": { get: auditor }, "/connections": { get: { providers, items: [] } } });
  const { user } = openPage("/settings/integrations");
  const button = await screen.findByRole("button", { name: "Connect to Xero" });
  expect(button).toBeDisabled();
  await user.hover(button.parentElement as HTMLElement);
  expect(await screen.findByText("Needs the role System Administrator. Your role is Auditor.")).toBeVisible();
});

it("asks before it disconnects", async () => {
  const server = startFakeServer();
  const { user } = openPage("/settings/integrations");
  await user.click(await screen.findByRole("button", { name: `Actions for ${xero.organisation_name}` }));
  await user.click(await screen.findByRole("menuitem", { name: "Disconnect" }));
  const dialog = await screen.findByRole("dialog", { name: `Disconnect ${xero.organisation_name}?` });
  expect(server.asked.some(({ path }) => path.endsWith("/disconnect"))).toBe(false);
  await user.click(within(dialog).getByRole("button", { name: "Disconnect" }));
  await waitFor(() => expect(server.asked.some(({ path }) => path.endsWith("/c-xero/disconnect"))).toBe(true));
});

it("says what happened to a broken connection, and reconnects in one click", async () => {
  const server = startFakeServer({ "/connections": { get: { providers, items: [broken] } } });
  const { user } = openPage("/settings/integrations");
  expect(await screen.findByText(/QuickBooks withdrew the access\. Sign in there again\./)).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Reconnect" }));
  await waitFor(() => expect(server.asked.some(({ path }) => path.endsWith("/connections/quickbooks/authorise"))).toBe(true));
});
