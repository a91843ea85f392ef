import { screen, waitFor } from "@testing-library/react";
import { expect, it } from "vitest";
import { syncRun } from "@/testing/ledger-fixtures";
import { startFakeServer } from "@/testing/fake-server";
import { openPage } from "@/testing/open-page";

it("shows “already linked” as an outcome of its own", async () => {
  startFakeServer();
  openPage("/runs/run-1");
  expect(await screen.findByText("Already linked, skipped")).toBeVisible();
  expect(screen.getByText("Invoice 536365 posted")).toBeVisible();
});

it("asks for the runs that the address names", async () => {
  const server = startFakeServer();
  openPage("/runs?status=failed&kind=sync");
  await screen.findByRole("link", { name: "Order 536365" });
  expect(server.asked.some(({ path, query }) => path.endsWith("/runs") && query["status"] === "failed" && query["kind"] === "sync")).toBe(true);
});

it("switches an automation off", async () => {
  const server = startFakeServer();
  const { user } = openPage("/automations");
  await user.click(await screen.findByRole("switch", { name: /Create orders in the ledger/ }));
  await waitFor(() => expect(server.asked.find(({ method }) => method === "PATCH")?.body).toEqual({ enabled: false }));
});

it("shows how far a sync is, kind by kind, and does not start it twice", async () => {
  startFakeServer({ "/runs/{run_id}": { get: syncRun } });
  openPage("/sync/s1");
  expect(await screen.findByText("371 posted, 3 rejected")).toBeVisible();
  expect(screen.getByRole("button", { name: "Run now" })).toBeDisabled();
  expect(screen.getByRole("link", { name: "2 doubtful, 1 refused" })).toHaveAttribute("href", "/inbox");
});

it("creates a sync with the suggested maps", async () => {
  const server = startFakeServer();
  const { user } = openPage("/sync/new");
  await screen.findByText("200 Sales");
  await user.click(screen.getByRole("button", { name: "Create sync" }));
  await waitFor(() =>
    expect(server.asked.find(({ method, path }) => method === "POST" && path.endsWith("/syncs"))?.body).toMatchObject({
      source_connection_id: "c-xero", target_connection_id: "c-qbo", account_map: { "200": "79" }, tax_map: { OUTPUT2: "6" },
    }),
  );
});
