import { screen, waitFor, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { PROBLEMS } from "@/features/connections/model/guides";
import { auditor } from "@/testing/fixtures";
import { broken, connected, providers, sage, xero } from "@/testing/ledger-fixtures";
import { startFakeServer } from "@/testing/fake-server";
import { openPage } from "@/testing/open-page";

it("asks which organisation to link, then says that it is connected", async () => {
  const server = startFakeServer({ "/connections": { get: connected([]) } });
  const { user } = openPage("/settings/integrations?choose=pending-1");
  const dialog = await screen.findByRole("dialog", { name: "Select Xero Organisation" });
  await user.click(await within(dialog).findByRole("radio", { name: /Demo Company \(US\)/ }));
  await user.click(within(dialog).getByRole("button", { name: "Connect to Selected Organisation" }));
  expect(await screen.findByText("Successfully connected to Xero")).toBeVisible();
  expect(server.asked.find(({ method }) => method === "POST")?.body).toEqual({ organisation_ids: ["o2"] });
});

it("offers to connect to each provider", async () => {
  startFakeServer({ "/connections": { get: connected([]) } });
  openPage("/settings/integrations");
  expect(await screen.findByRole("button", { name: "Connect to Xero" })).toBeEnabled();
  expect(screen.getByRole("button", { name: "Connect to QuickBooks" })).toBeEnabled();
  expect(screen.getByRole("button", { name: "Connect to Sage" })).toBeEnabled();
});

it("says at a provider that cannot be connected what is missing", async () => {
  const reason = "This installation has no Sage Accounting app yet. Its administrator sets TIEOUT_SAGE_CLIENT_ID and TIEOUT_SAGE_CLIENT_SECRET.";
  startFakeServer({ "/connections": { get: connected([], providers.map((one) => (one.provider === "sage" ? { ...one, connectable: false, reason } : one))) } });
  openPage("/settings/integrations");
  expect(await screen.findByRole("button", { name: "Connect to Sage" })).toBeDisabled();
  expect(screen.getByText(reason)).toBeVisible();
  expect(screen.getByRole("button", { name: "Connect to Xero" })).toBeEnabled();
});

it("connects another Sage organisation besides the first", async () => {
  const server = startFakeServer({ "/connections": { get: connected([sage]) } });
  const { user } = openPage("/settings/integrations");
  const panel = (await screen.findByRole("heading", { name: "Sage Accounting" })).closest("section") as HTMLElement;
  expect(within(panel).getByText("Demo Business")).toBeVisible();
  await user.click(within(panel).getByRole("button", { name: "Connect another" }));
  await waitFor(() => expect(server.asked.some(({ path }) => path.endsWith("/connections/sage/authorise"))).toBe(true));
});

it("tells those who may not connect why", async () => {
  startFakeServer({ "/api/v1/me": { get: auditor }, "/connections": { get: connected([]) } });
  const { user } = openPage("/settings/integrations");
  const button = await screen.findByRole("button", { name: "Connect to Xero" });
  expect(button).toBeDisabled();
  await user.hover(button.parentElement as HTMLElement);
  expect(await screen.findByText("Needs the role System Administrator. Your role is Auditor.")).toBeVisible();
});

it("asks before it disconnects (X-50)", async () => {
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
  const server = startFakeServer({ "/connections": { get: connected([broken]) } });
  const { user } = openPage("/settings/integrations");
  expect(await screen.findByText(/QuickBooks withdrew the access\. Sign in there again\./)).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Reconnect" }));
  await waitFor(() => expect(server.asked.some(({ path }) => path.endsWith("/connections/quickbooks/authorise"))).toBe(true));
});

it("warns before a second provider takes the place of the first, and can be cancelled (X-55)", async () => {
  const server = startFakeServer({ "/connections": { get: connected([xero]) } });
  const { user } = openPage("/settings/integrations");
  await user.click(await screen.findByRole("button", { name: "Connect to QuickBooks" }));
  const dialog = await screen.findByRole("dialog", { name: "Switch Accounting Provider" });
  await user.click(within(dialog).getByRole("button", { name: "Cancel" }));
  expect(server.asked.some(({ path }) => path.endsWith("/authorise"))).toBe(false);
  await user.click(screen.getByRole("button", { name: "Connect to QuickBooks" }));
  await user.click(await screen.findByRole("button", { name: "Switch to QuickBooks" }));
  await waitFor(() => expect(server.asked.find(({ path }) => path.endsWith("/connections/quickbooks/authorise"))?.body).toEqual({ replaces: "c-xero" }));
});

it("connects a second provider beside the first when both are to be kept (X-54)", async () => {
  const server = startFakeServer({ "/connections": { get: connected([xero]) } });
  const { user } = openPage("/settings/integrations");
  await user.click(await screen.findByRole("button", { name: "Connect to Sage" }));
  await user.click(await screen.findByRole("button", { name: "Keep both" }));
  await waitFor(() => expect(server.asked.find(({ path }) => path.endsWith("/connections/sage/authorise"))?.body).toEqual({ replaces: null }));
});

it("changes the organisation after a choice and a confirmation (X-47)", async () => {
  const server = startFakeServer({
    "/connections": { get: connected([xero]) },
    "/connections/pending/{pending_id}": {
      get: { id: "pending-1", provider: "xero", provider_name: "Xero", replaces: xero.organisation_name, organisations: [{ id: "o2", name: "Demo Company (US)", country: "US", currency: "USD" }] },
      post: connected([xero]),
    },
  });
  const { user } = openPage("/settings/integrations");
  await user.click(await screen.findByRole("button", { name: `Actions for ${xero.organisation_name}` }));
  await user.click(await screen.findByRole("menuitem", { name: "Change Organisation" }));
  const dialog = await screen.findByRole("dialog", { name: "Select Xero Organisation" });
  await user.click(await within(dialog).findByRole("button", { name: "Connect to Selected Organisation" }));
  expect(within(dialog).getByText(/none is pointed at Demo Company \(US\)/)).toBeVisible();
  expect(server.asked.some(({ method, path }) => method === "POST" && path.endsWith("/pending/pending-1"))).toBe(false);
  await user.click(within(dialog).getByRole("button", { name: "Change Organisation" }));
  await waitFor(() => expect(server.asked.find(({ method, path }) => method === "POST" && path.endsWith("/pending/pending-1"))?.body).toEqual({ organisation_ids: ["o2"] }));
});

it("shows how a connection is doing, and what is left of its calls (T-10)", async () => {
  startFakeServer({ "/connections": { get: connected([xero]) } });
  const { user } = openPage("/settings/integrations");
  expect(await screen.findByText("4,158 left · 2,100 by the end of the day at this pace")).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Show health" }));
  expect(await screen.findByText("130 postings, at least 3 calls")).toBeVisible();
  expect(screen.getByRole("button", { name: "Read now" })).toBeEnabled();
});

it("names the common problems, each with what to do (X-57)", async () => {
  startFakeServer();
  openPage("/settings/integrations/troubleshooting");
  await screen.findByRole("heading", { name: "Troubleshooting connections" });
  expect(PROBLEMS.length).toBeGreaterThan(5);
  for (const { seen, remedy } of PROBLEMS) {
    const named = (await screen.findByText(seen)).closest("tr, li, section, article, div") as HTMLElement;
    expect(remedy).not.toBe("");
    expect(named.parentElement).toHaveTextContent(remedy);
  }
});

it("keeps what was disconnected in sight, with the way back", async () => {
  startFakeServer({ "/connections": { get: connected([{ ...xero, status: "disconnected", status_text: "Disconnected", is_records_ledger: false }]) } });
  openPage("/settings/integrations");
  expect(await screen.findByText(/Sync and Create are unavailable/)).toBeVisible();
  expect(screen.getByRole("button", { name: `Reconnect ${xero.organisation_name}` })).toBeEnabled();
  expect(screen.queryByRole("button", { name: `Actions for ${xero.organisation_name}` })).not.toBeInTheDocument();
});
