import { cleanup, screen, waitFor, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { draft, invoice, preview, recordDocuments } from "@/testing/document-fixtures";
import { startFakeServer } from "@/testing/fake-server";
import { openPage } from "@/testing/open-page";

const DOCUMENTS = "/collections/{key}/records/{record_id}/documents";
const withDocuments = { [DOCUMENTS]: { get: recordDocuments, post: { ...invoice, id: "q2", state: "sending" as const } } };

it("shows the documents of a record with coverage and payment status [X-27] [X-28] [X-29]", async () => {
  startFakeServer(withDocuments);
  openPage("/collections/orders/records/r1");
  expect(await screen.findByText("11 of 14 invoiced")).toBeVisible();
  const row = within(screen.getByRole("table", { name: "Documents" })).getByRole("row", { name: /1001-A/ });
  expect(within(row).getByText("Overdue")).toBeVisible();
  expect(within(row).getAllByText("£29.40")).toHaveLength(2);
  const lines = screen.getByRole("table", { name: "Coverage of the lines" });
  expect(within(lines).getByRole("row", { name: /Cup/ })).toHaveTextContent("Cup1073In part1001-A × 7");
});

it("asks with what was chosen, its key, and leaves the mapping's codes alone [X-39] [X-40] [X-44]", async () => {
  const lines = [...draft.lines, { ...draft.lines[1], number: 3, identity: "fork", description: "Fork", open: "4", refusal: "" }] as typeof draft.lines;
  const server = startFakeServer({ ...withDocuments, [`${DOCUMENTS}/draft`]: { get: { ...draft, lines } } });
  const { user } = openPage("/collections/orders/records/r1");
  await user.click(await screen.findByRole("button", { name: "Create Invoice" }));
  const dialog = await screen.findByRole("dialog", { name: "Create Invoice" });
  const quantity = await within(dialog).findByRole("textbox", { name: "Quantity of Cup" });
  expect(within(dialog).getByRole("checkbox", { name: "Include Plate" })).toBeDisabled();
  const totals = within(dialog).getByRole("status", { name: "Totals" });
  await waitFor(() => expect(totals).toHaveTextContent("£12.60"));
  server.change({ [`${DOCUMENTS}/preview`]: { post: { ...preview, net: "7.00", tax: "1.40", gross: "8.40", lines: [{ number: 1, net: "7.00", tax: "1.40", gross: "8.40" }] } } });
  await user.click(within(dialog).getByRole("checkbox", { name: "Include Fork" }));
  await user.clear(quantity);
  await user.type(quantity, "2");
  await waitFor(() => expect(totals).toHaveTextContent("£8.40"));
  expect(within(dialog).getByRole("row", { name: /Cup/ })).toHaveTextContent("£8.40");
  const looked = server.asked.filter(({ path }) => path.endsWith("/preview")).map(({ body }) => (body as { lines: { number: number; quantity: string }[] }).lines);
  expect(looked[0]?.map(({ number, quantity }) => [number, quantity])).toEqual([[1, "3"], [3, "4"]]);
  expect(looked.at(-1)?.map(({ number, quantity }) => [number, quantity])).toEqual([[1, "2"]]);
  await waitFor(() => expect(within(dialog).getByRole("button", { name: "Create Invoice" })).toBeEnabled());
  await user.keyboard("{Control>}{Enter}{/Control}");
  const asked = await waitFor(() => {
    const found = server.asked.find(({ method, path }) => method === "POST" && path.endsWith("/documents"));
    expect(found).toBeDefined();
    return found;
  });
  expect(asked?.body).toMatchObject({ number: "1001-2", status: "draft", due_on: "2026-11-19" });
  expect((asked?.body as { lines: unknown[] }).lines).toEqual([{ number: 1, identity: "cup", quantity: "2", tax_code: null, account: null, without_item: false }]);
  expect((asked?.body as { key: string }).key).toMatch(/^[0-9a-f]{32}$/);
});

it("does not let anything be asked while something stands in the way, and says what", async () => {
  const problem = { cause: "number_taken", message: "The number 1001-2 is taken.", remedy: "Choose another, such as 1001-3.", field: "number", rows: [] };
  startFakeServer({ ...withDocuments, [`${DOCUMENTS}/preview`]: { post: { ...preview, problems: [problem] } } });
  const { user } = openPage("/collections/orders/records/r1");
  await user.click(await screen.findByRole("button", { name: "Create Invoice" }));
  const dialog = await screen.findByRole("dialog", { name: "Create Invoice" });
  expect(await within(dialog).findByText("Choose another, such as 1001-3.")).toBeVisible();
  expect(within(dialog).getByRole("button", { name: "Create Invoice" })).toBeDisabled();
});

it("offers to make a bill of what is bought, and nothing of what is neither [X-38]", async () => {
  const server = startFakeServer({ [DOCUMENTS]: { get: { ...recordDocuments, kind: "bill" } } });
  openPage("/collections/orders/records/r1");
  expect(await screen.findByRole("button", { name: "Create Bill" })).toBeEnabled();
  expect(screen.queryByRole("button", { name: "Create Invoice" })).not.toBeInTheDocument();
  server.change({ [DOCUMENTS]: { get: { ...recordDocuments, kind: "" } } });
  cleanup();
  server.asked.length = 0;
  openPage("/collections/orders/records/r1");
  await screen.findByRole("heading", { name: "History" });
  await waitFor(() => expect(server.asked.filter(({ path }) => path.endsWith("/documents")).length).toBeGreaterThan(0));
  await waitFor(() => expect(screen.queryByRole("button", { name: /^Create (Bill|Invoice)$/ })).not.toBeInTheDocument());
});

it("says of a document in a ledger that was replaced where it is", async () => {
  startFakeServer({ [DOCUMENTS]: { get: { ...recordDocuments, documents: [{ ...invoice, is_elsewhere: true, provider_name: "Sage Accounting", organisation_name: "Demo Business" }] } } });
  openPage("/collections/orders/records/r1");
  const row = within(await screen.findByRole("table", { name: "Documents" })).getByRole("row", { name: /1001-A/ });
  expect(within(row).getByText("In Demo Business (Sage Accounting), not the ledger of the records now")).toBeVisible();
});

it("locks a quantity that a mapped field decides [X-41]", async () => {
  const lines = draft.lines.map((line) => ({ ...line, is_locked: true }));
  startFakeServer({ ...withDocuments, [`${DOCUMENTS}/draft`]: { get: { ...draft, lines } } });
  const { user } = openPage("/collections/orders/records/r1");
  await user.click(await screen.findByRole("button", { name: "Create Invoice" }));
  const dialog = await screen.findByRole("dialog", { name: "Create Invoice" });
  expect(await within(dialog).findByRole("textbox", { name: "Quantity of Cup" })).toHaveAttribute("readonly");
});

it("shows an approver exactly what will be posted, and declines only with a reason", async () => {
  const server = startFakeServer();
  const { user } = openPage("/inbox/approvals");
  await user.click(await screen.findByRole("button", { name: "Invoice 1001-2" }));
  const drawer = await screen.findByRole("dialog", { name: "Invoice 1001-2" });
  expect(within(drawer).getByText("£12.60")).toBeVisible();
  await user.click(within(drawer).getByRole("button", { name: "Decline…" }));
  expect(within(drawer).getByRole("button", { name: "Decline" })).toBeDisabled();
  await user.type(within(drawer).getByLabelText("Why is it declined?"), "Too early");
  await user.click(within(drawer).getByRole("button", { name: "Decline" }));
  await waitFor(() => expect(server.asked.find(({ path }) => path.endsWith("/q2/decline"))?.body).toEqual({ reason: "Too early" }));
});
