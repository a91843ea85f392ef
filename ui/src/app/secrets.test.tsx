import { screen, waitFor, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { startFakeServer } from "@/testing/fake-server";
import { auditor } from "@/testing/fixtures";
import { openPage } from "@/testing/open-page";

const EMPTY = { name: "", hosts: [], username: "", password: "", token: "", header: "", value: "", token_url: "", client_id: "", client_secret: "", scope: "", address: "" };

it("shows of a secret what may be known, and which automations use it", async () => {
  startFakeServer();
  openPage("/settings/secrets");
  const row = (await screen.findByText("Shipping key")).closest("tr") as HTMLElement;
  expect(row).toHaveTextContent("api.example.com");
  expect(within(within(row).getByRole("list", { name: "Used by" })).getAllByRole("listitem").map(({ textContent }) => textContent)).toEqual(["Create orders in the ledger", "Thank the customer"]);
  expect(screen.getByText("Name and password · User name: orders")).toBeVisible();
  expect(screen.getByText("Address for notifications · Service: Slack")).toBeVisible();
});

it("seals a new one with what its kind has", async () => {
  const server = startFakeServer();
  const { user } = openPage("/settings/secrets");
  await user.click(await screen.findByRole("button", { name: "New secret" }));
  const dialog = await screen.findByRole("dialog", { name: "New secret" });
  await user.type(within(dialog).getByLabelText(/^Name/), "Parcel key");
  await user.click(within(dialog).getByRole("combobox", { name: "Kind" }));
  await user.click(await screen.findByRole("option", { name: "Key in a header" }));
  await user.type(within(dialog).getByLabelText("Hosts", { selector: "input" }), "parcels.example{Enter}");
  await user.type(within(dialog).getByLabelText("Header"), "X-Key");
  await user.type(within(dialog).getByLabelText("Key"), "hush");
  await user.click(within(dialog).getByRole("button", { name: "Seal it" }));
  await waitFor(() => expect(server.asked.find(({ method }) => method === "POST")?.body).toEqual({ ...EMPTY, name: "Parcel key", kind: "header", hosts: ["parcels.example"], header: "X-Key", value: "hush" }));
});

it("writes a secret anew, and never shows the one that is sealed", async () => {
  const server = startFakeServer();
  const { user } = openPage("/settings/secrets");
  await user.click(await screen.findByRole("button", { name: "Change Warehouse" }));
  const dialog = await screen.findByRole("dialog", { name: "Change Warehouse" });
  expect(within(dialog).getByLabelText("User name")).toHaveValue("orders");
  expect(within(dialog).getByLabelText("Password")).toHaveValue("");
  expect(within(dialog).queryByRole("combobox", { name: "Kind" })).toBeNull();
  await user.type(within(dialog).getByLabelText("Password"), "another");
  await user.click(within(dialog).getByRole("button", { name: "Save" }));
  await waitFor(() => expect(server.asked.find(({ method, path }) => method === "PUT" && path.endsWith("/step-secrets/s3"))?.body).toEqual({ ...EMPTY, name: "Warehouse", kind: "basic", hosts: ["api.example.com"], username: "orders", password: "another" }));
});

it("deletes only what nothing uses, after a question", async () => {
  const server = startFakeServer();
  const { user } = openPage("/settings/secrets");
  expect(await screen.findByRole("button", { name: "Delete Shipping key" })).toBeDisabled();
  expect(screen.getByRole("group", { name: /^Used by Create orders in the ledger, Thank the customer/ })).toBeInTheDocument();
  await user.click(screen.getByRole("button", { name: "Delete Warehouse" }));
  await user.click(within(await screen.findByRole("dialog", { name: "Delete Warehouse?" })).getByRole("button", { name: "Delete" }));
  await waitFor(() => expect(server.asked.filter(({ method }) => method === "DELETE").map(({ path }) => path.split("/").at(-1))).toEqual(["s3"]));
});

it("lets those who may not edit see the names alone", async () => {
  startFakeServer({ "/api/v1/me": { get: auditor } });
  openPage("/settings/secrets");
  expect(await screen.findByRole("button", { name: "Change Warehouse" })).toBeDisabled();
  expect(screen.getByRole("button", { name: "New secret" })).toBeDisabled();
});

it("says what a secret is for where there is none, and what failed where they cannot be read", async () => {
  const server = startFakeServer({ "/step-secrets": { get: { items: [], next_cursor: null, total: 0 } } });
  server.fail("/step-secrets", 500);
  const { user } = openPage("/settings/secrets");
  const again = await screen.findByRole("button", { name: "Try again" });
  server.fail("/step-secrets", 0);
  await user.click(again);
  expect(await screen.findByText("No secrets")).toBeVisible();
});
