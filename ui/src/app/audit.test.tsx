import { screen, waitFor, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { startFakeServer } from "@/testing/fake-server";
import { openPage } from "@/testing/open-page";

it("checks the chain of the audit log and says what came out", async () => {
  startFakeServer();
  const { user } = openPage("/audit");
  await user.click(await screen.findByRole("button", { name: "Verify" }));
  const dialog = await screen.findByRole("dialog", { name: "Verification of the audit log" });
  expect(within(dialog).getByText("The chain is whole")).toBeVisible();
});

it("searches the audit log on the server", async () => {
  const server = startFakeServer();
  const { user } = openPage("/audit");
  await user.type(await screen.findByRole("searchbox", { name: "Search the audit log" }), "xero");
  await waitFor(() => expect(server.asked.some(({ path, query }) => path.endsWith("/audit") && query["search"] === "xero")).toBe(true));
});
