import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { expect, it } from "vitest";
import type { RecordRow } from "@/api/types";
import { record, records } from "@/testing/fixtures";
import { startFakeServer, type FakeServer } from "@/testing/fake-server";
import { openPage } from "@/testing/open-page";

const ROWS = "/collections/{key}/records";
const RECORD = "/collections/{key}/records/{record_id}";
const [first, ...rest] = records.slice(0, 4).map((row, place) => (place === 0 ? { ...row, values: { ...row.values, country: "France" } } : row)) as [RecordRow, ...RecordRow[]];

const page = (rows: typeof records) => ({ get: { items: rows, next_cursor: null, total: rows.length } });

function cellOf(row: string, field: string): HTMLElement {
  const found = document.querySelector<HTMLElement>(`[data-cell="${row}/${field}"]`);
  if (!found) throw new Error(`there is no cell ${row}/${field}`);
  return found;
}

/** A colleague changes the first record, and the page reads the rows again. */
async function colleagueWrites(server: FakeServer, country: string): Promise<void> {
  const asked = server.asked.length;
  server.change({ [ROWS]: page([{ ...first, version: 2, values: { ...first.values, country } }, ...rest]) });
  act(() => void window.dispatchEvent(new Event("visibilitychange")));
  await waitFor(() => expect(server.asked.slice(asked).some(({ method, path }) => method === "GET" && path.endsWith("/records"))).toBe(true));
}

const patches = (server: FakeServer) => server.asked.filter(({ method }) => method === "PATCH");

it("sends nothing for a cell that was only opened, and shows what a colleague made of it", async () => {
  const server = startFakeServer({ [ROWS]: page([first, ...rest]) });
  const { user } = openPage("/collections/orders?cols=country");
  await screen.findByRole("link", { name: "536365" });
  await user.dblClick(cellOf("r1", "country"));
  expect(await screen.findByRole("textbox", { name: "Country" })).toHaveValue("France");
  await colleagueWrites(server, "Spain");
  await user.keyboard("{Tab}");
  await waitFor(() => expect(cellOf("r1", "country")).toHaveTextContent("Spain"));
  expect(patches(server)).toEqual([]);
});

it("says the version that was read when the cell was opened, whatever a colleague has written since", async () => {
  const server = startFakeServer({ [ROWS]: page([first, ...rest]) });
  const { user } = openPage("/collections/orders?cols=country");
  await screen.findByRole("link", { name: "536365" });
  await user.dblClick(cellOf("r1", "country"));
  const editor = await screen.findByRole("textbox", { name: "Country" });
  await colleagueWrites(server, "Spain");
  server.fail("/records/r1", 412, "PATCH");
  await user.clear(editor);
  await user.type(editor, "Italy{Enter}");
  await waitFor(() => expect(cellOf("r1", "country")).toHaveAccessibleName(/Country: Italy. The server says no/));
  expect(patches(server).map(({ ifMatch, body }) => [ifMatch, body])).toEqual([['"1"', { values: { country: "Italy" } }]]);
  // Passing through does not send it again; Enter does, and now it is of what the colleague wrote.
  server.fail("/records/r1", 0);
  await user.dblClick(cellOf("r1", "country"));
  await user.keyboard("{Tab}");
  expect(patches(server)).toHaveLength(1);
  await user.dblClick(cellOf("r1", "country"));
  await user.keyboard("{Enter}");
  await waitFor(() => expect(patches(server).map(({ ifMatch }) => ifMatch)).toEqual(['"1"', '"2"']));
});

it("raises the version by what the table itself saved", async () => {
  const saved = { ...record, version: 2, values: { ...first.values, country: "Italy" } };
  const server = startFakeServer({ [ROWS]: page([first, ...rest]), [RECORD]: { get: record, patch: saved } });
  const { user } = openPage("/collections/orders?cols=country,amount_due");
  await screen.findByRole("link", { name: "536365" });
  await user.dblClick(cellOf("r1", "country"));
  await user.clear(await screen.findByRole("textbox", { name: "Country" }));
  await user.keyboard("Italy{Enter}");
  await user.dblClick(cellOf("r1", "amount_due"));
  await user.clear(await screen.findByRole("textbox", { name: "Amount due" }));
  await user.keyboard("12{Enter}");
  await waitFor(() => expect(patches(server).map(({ ifMatch }) => ifMatch)).toEqual(['"1"', '"2"']));
});

it("pastes onto the records that were previewed, however the rows have moved since", async () => {
  const shown = { changed: 2, created: 0, refused: 0, rows: ["r1", "r2"].map((id) => ({ record_id: id, key: id, version: 1, message: "", cells: [{ field: "country", before: "France", after: "Spain", state: "changed" as const, message: "" }] })) };
  const server = startFakeServer({
    [ROWS]: page([first, ...rest]),
    "/collections/{key}/paste/preview": { post: shown },
    "/collections/{key}/paste": { post: { change_id: null, changed: 2, unchanged: 0, refused: [] } },
  });
  const { user } = openPage("/collections/orders?cols=country");
  await screen.findByRole("link", { name: "536365" });
  const cell = cellOf("r1", "country");
  act(() => cell.focus());
  fireEvent.paste(cell, { clipboardData: { getData: () => "Spain\nSpain" } });
  const dialog = within(await screen.findByRole("dialog", { name: "Paste from a spreadsheet" }));
  await dialog.findByText(/2 cells would change/);
  const asked = server.asked.length;
  server.change({ [ROWS]: page([{ ...first, id: "r99", key: "536999" }, first, ...rest]) });
  act(() => void window.dispatchEvent(new Event("visibilitychange")));
  await waitFor(() => expect(server.asked.slice(asked).some(({ path }) => path.endsWith("/records"))).toBe(true));
  await waitFor(() => expect(document.querySelector('[data-cell="r99/country"]')).not.toBeNull());
  await user.click(dialog.getByRole("button", { name: "Paste" }));
  await waitFor(() => expect(server.asked.find(({ path }) => path.endsWith("/paste"))?.body).toMatchObject({ record_ids: ["r1", "r2"], versions: { r1: 1, r2: 1 } }));
});

it("keeps what was typed and nothing else when somebody else changed the record", async () => {
  const server = startFakeServer();
  const { user } = openPage("/collections/orders/records/r1");
  await user.click(await screen.findByRole("button", { name: "Edit" }));
  const country = await screen.findByRole("textbox", { name: "Country" });
  await user.clear(country);
  await user.type(country, "Italy");
  server.change({ [RECORD]: { get: { ...record, version: 2, values: { ...record.values, number: "changed by a colleague" } }, patch: record } });
  server.fail("/records/r1", 412, "PATCH");
  await user.click(screen.getByRole("button", { name: "Save" }));
  server.fail("/records/r1", 0);
  await user.click(await screen.findByRole("button", { name: "Keep what I typed" }));
  await user.click(screen.getByRole("button", { name: "Save" }));
  await waitFor(() => expect(patches(server)).toHaveLength(2));
  expect(patches(server).map(({ ifMatch, body }) => [ifMatch, body])).toEqual([
    ['"1"', { values: { country: "Italy" } }],
    ['"2"', { values: { country: "Italy" } }],
  ]);
});
