import { screen, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { recordDocuments } from "@/testing/document-fixtures";
import { startFakeServer } from "@/testing/fake-server";
import { card } from "@/testing/ledger-fixtures";
import { openPage } from "@/testing/open-page";

const panel = async () => within((await screen.findByRole("heading", { name: "Xero" })).closest("section") as HTMLElement);

it("speaks of the documents that were raised from an order, not of a missing link", async () => {
  startFakeServer({
    "/collections/{key}/records/{record_id}/accounting": { get: { ...card, link: null } },
    "/collections/{key}/records/{record_id}/documents": { get: recordDocuments },
  });
  openPage("/collections/orders/records/r1");
  expect(await screen.findByText("What is still open is below, line by line.")).toBeVisible();
  const shown = await panel();
  expect(shown.getByRole("link", { name: /Invoice 1001-A/ })).toBeVisible();
  for (const words of ["Part invoiced", "Overdue"]) expect(shown.getByText(words)).toBeVisible();
  expect(shown.queryByText("Not linked")).toBeNull();
  expect(shown.queryByRole("button", { name: /Create in/ })).toBeNull();
  expect(shown.getByRole("textbox", { name: "Link another invoice of Xero" })).toBeVisible();
});

it("says that an order without a document that stands is not invoiced yet", async () => {
  const [document] = recordDocuments.documents;
  const lines = recordDocuments.lines.map((line) => ({ ...line, covered: "0", open: line.quantity, documents: [] }));
  const server = startFakeServer({
    "/collections/{key}/records/{record_id}/accounting": { get: { ...card, link: null } },
    "/collections/{key}/records/{record_id}/documents": { get: { ...recordDocuments, covered: "0", lines, documents: [] } },
  });
  const { router } = openPage("/collections/orders/records/r1");
  expect(await screen.findByText("No invoice was raised from this record yet.")).toBeVisible();
  expect((await panel()).getByText("Not invoiced yet")).toBeVisible();
  expect((await panel()).getByRole("button", { name: "Create in Xero" })).toBeEnabled();
  server.change({ "/collections/{key}/records/{record_id}/documents": { get: { ...recordDocuments, covered: "0", lines, documents: document ? [{ ...document, state: "voided" }] : [] } } });
  await router.navigate({ to: "/collections/$key/records/$recordId", params: { key: "orders", recordId: "r2" } });
  expect(await screen.findByText("No invoice of this record stands any more.")).toBeVisible();
});

it("calls a customer without a link unlinked", async () => {
  startFakeServer({
    "/collections/{key}/records/{record_id}/accounting": { get: { ...card, search_kind: "contact", link: null } },
    "/collections/{key}/records/{record_id}/documents": { get: { ...recordDocuments, kind: "", lines: [], documents: [] } },
  });
  openPage("/collections/customers/records/r1");
  expect(await screen.findByText("Not linked")).toBeVisible();
});
