import { screen, waitFor, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { startFakeServer, type FakeServer } from "@/testing/fake-server";
import { auditor } from "@/testing/fixtures";
import { matchingRules } from "@/testing/ledger-fixtures";
import { openPage } from "@/testing/open-page";

const PAGE = "/settings/integrations/matching/c-xero";
const saved = (server: FakeServer) => server.asked.filter(({ method, path }) => method === "PUT" && path.endsWith("/c-xero/matching-rules")).map(({ body }) => body);

it("is reached from the connection, and says that the usual rules hold", async () => {
  startFakeServer();
  const { user, address } = openPage("/settings/integrations");
  await user.click(await screen.findByRole("link", { name: "Matching rules of Demo Company (UK)" }));
  expect(await screen.findByRole("heading", { level: 1, name: "Matching in Demo Company (UK)" })).toBeVisible();
  expect(address()).toBe(PAGE);
  expect(await screen.findByText("Usual rules")).toBeVisible();
  expect(screen.getByRole("list", { name: "What is done with a likely match" })).toHaveTextContent("A person is asked30 to 97 %");
  expect(screen.getByRole("button", { name: "Save" })).toBeDisabled();
});

it("leaves details out, asks earlier, never links by itself, and saves all of it at once (Q-26)", async () => {
  const server = startFakeServer();
  const { user } = openPage(PAGE);
  await user.click(await screen.findByRole("checkbox", { name: "Account number" }));
  await user.click(screen.getByRole("checkbox", { name: "Contact person" }));
  const asked = screen.getByRole("textbox", { name: "Ask a person from" });
  await user.clear(asked);
  await user.type(asked, "15");
  await user.click(screen.getByRole("switch", { name: /^Never link a contact without asking/ }));
  const zones = within(screen.getByRole("list", { name: "What is done with a likely match" })).getAllByRole("listitem");
  expect(zones.map(({ textContent }) => textContent)).toEqual([expect.stringContaining("0 to 15 %"), expect.stringContaining("15 to 100 %")]);
  await user.click(screen.getByRole("button", { name: "Save" }));
  await waitFor(() => expect(saved(server)).toEqual([{
    contact_details: ["tax_number", "company_number", "email", "phone", "address"], item_details: ["code", "name"], certain_percent: 100, asked_percent: 15,
  }]));
});

it("says what cannot be meant before it is saved, and takes changes back", async () => {
  startFakeServer({ "/connections/{connection_id}/matching-rules": { get: { ...matchingRules, item_details: ["code"], certain_percent: 60 } } });
  const { user } = openPage(PAGE);
  await user.click(await screen.findByRole("checkbox", { name: "Code" }));
  expect(screen.getByText(/Items need something to be matched by/)).toBeVisible();
  expect(screen.getByRole("button", { name: "Save" })).toBeDisabled();
  await user.click(screen.getByRole("button", { name: "Discard changes" }));
  expect(screen.getByRole("checkbox", { name: "Code" })).toBeChecked();
  const asked = screen.getByRole("textbox", { name: "Ask a person from" });
  await user.clear(asked);
  await user.type(asked, "60");
  expect(screen.getByText(/must be more likely than what is asked/)).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Back to the usual rules" }));
  expect(screen.getByRole("checkbox", { name: "Name" })).toBeChecked();
  expect(screen.getByRole("button", { name: "Save" })).toBeEnabled();
});

it("keeps what was written when the server refuses it", async () => {
  const server = startFakeServer();
  server.fail("/matching-rules", 409, "PUT");
  const { user } = openPage(PAGE);
  await user.click(await screen.findByRole("checkbox", { name: "Address" }));
  await user.click(screen.getByRole("button", { name: "Save" }));
  expect(await screen.findByRole("alert")).toHaveTextContent("The server says no. Ask again.");
  expect(screen.getByRole("checkbox", { name: "Address" })).not.toBeChecked();
});

it("is to be read only by those who may not set it (Q-28)", async () => {
  startFakeServer({ "/api/v1/me": { get: auditor } });
  openPage(PAGE);
  expect(await screen.findByText(/^Needs the role Finance or System Administrator\./)).toBeVisible();
  expect(screen.getByRole("checkbox", { name: "Tax number" })).toBeDisabled();
  expect(screen.queryByRole("button", { name: "Save" })).toBeNull();
});

it("says that there is no such ledger, and what could not be read", async () => {
  const server = startFakeServer();
  const { router } = openPage("/settings/integrations/matching/gone");
  expect(await screen.findByText("There is no such ledger")).toBeVisible();
  server.fail("/matching-rules", 500);
  await router.navigate({ href: PAGE });
  expect(await screen.findByRole("button", { name: "Try again" })).toBeVisible();
});
