import { screen, within } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { me } from "@/testing/fixtures";
import { startFakeServer } from "@/testing/fake-server";
import { openPage } from "@/testing/open-page";

it("writes the ageing as a table where the amounts are wider than the bars", async () => {
  const wide = window.matchMedia;
  vi.spyOn(window, "matchMedia").mockImplementation((query) => ({ ...wide(query), matches: query === "(max-width: 30em)" }));
  startFakeServer();
  openPage("/");
  const table = await screen.findByRole("table", { name: "Open by days overdue" });
  expect(within(table).getByRole("row", { name: "1–30 £10,253.20" })).toBeVisible();
});

it("says once who somebody is whose name is their role", async () => {
  const user = { ...me.user, name: "System Administrator" };
  startFakeServer({ "/api/v1/me": { get: { ...me, user } } });
  openPage("/");
  expect(await screen.findByRole("button", { name: "System Administrator" })).toBeVisible();
});
