import { screen, waitFor, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { importJob } from "@/testing/fixtures";
import { startFakeServer } from "@/testing/fake-server";
import { openPage } from "@/testing/open-page";

it("goes from a file over columns and preview to the import", async () => {
  const server = startFakeServer();
  const { user, address } = openPage("/imports/new");
  const file = new File(["InvoiceNo\n536365\n"], "2010-12-01.csv", { type: "text/csv" });
  await user.upload(await screen.findByLabelText("CSV file"), file);
  await waitFor(() => expect(address()).toBe("/imports/i1"));
  expect(await screen.findByRole("heading", { name: "2010-12-01.csv" })).toBeVisible();
  expect(screen.getByLabelText("Field for InvoiceNo", { selector: "input" })).toHaveValue("Number *");
  await user.click(screen.getByRole("button", { name: "Preview" }));
  expect(await screen.findByText("£58,635.56")).toBeVisible();
  expect(screen.getByRole("row", { name: "8 “six” is no number. Write digits." })).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Import 3,108 rows" }));
  await waitFor(() => expect(server.asked.find(({ path }) => path.endsWith("/apply"))?.body).toEqual({ mapping: importJob.mapping }));
});

it("does not go on while a needed field is filled by nothing", async () => {
  startFakeServer();
  const { user } = openPage("/imports/i1");
  await user.click(await screen.findByLabelText("Field for InvoiceDate", { selector: "input" }));
  await user.click(await screen.findByRole("option", { name: "Ordered on *" }));
  expect(screen.getByText(/Choose a column or a fixed value for: Ordered on/)).toBeVisible();
  expect(screen.getByRole("button", { name: "Preview" })).toBeDisabled();
});

it("reports every row that could not be taken", async () => {
  startFakeServer({ "/imports/{import_id}": { get: { ...importJob, state: "finished", counts: { rows: 3108, created: 143, updated: 0, unchanged: 0, errors: 1 } } } });
  openPage("/imports/i1");
  const row = (await screen.findByText("“six” is no number.")).closest("tr") as HTMLElement;
  expect(within(row).getByText("536366")).toBeVisible();
  expect(screen.getByRole("button", { name: "Download error rows" })).toBeEnabled();
});
