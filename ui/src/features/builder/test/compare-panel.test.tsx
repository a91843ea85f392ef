import { screen, waitFor, within } from "@testing-library/react";
import { expect, it } from "vitest";
import type { AutomationComparison, ComparisonAsked } from "@/api/automation-tests";
import { startFakeServer } from "@/testing/fake-server";
import { openPanel } from "@/testing/open-panel";

const AT = "2026-11-20T09:00:00Z";
const course = { starts: true, undecided: "", left_out: [], steps: [] };
const event = (title: string): AutomationComparison["items"][number] => ({
  event_id: title, title, occurred_at: AT, live: { ...course, starts: false }, draft: course, differences: ["It would start; the published version does not."],
});
const newest: AutomationComparison = {
  since: AT, until: null, looked_at: 10_000, left: 1, more: true, next_before: "e9", emptied: 2, live_starts: 40, draft_starts: 50, differing: 3, not_shown: 2, items: [event("Order 3")],
};
const oldest: AutomationComparison = { ...newest, looked_at: 1, left: 0, more: false, next_before: null, emptied: 0, live_starts: 0, draft_starts: 1, differing: 1, not_shown: 0, items: [event("Order 1")] };
const COMPARE = "/automations/{automation_id}/compare";

it("looks further back in parts, and tells the sum of them (T-06)", async () => {
  const server = startFakeServer({ [COMPARE]: { post: newest } });
  const { user } = await openPanel(null);
  await user.click(screen.getByRole("button", { name: "What would have been different?" }));
  expect(await screen.findByText("3 events would have ended otherwise so far.")).toBeVisible();
  expect(screen.getByText(/10,000 events looked at, 1 of that time not yet/)).toHaveTextContent("2 events are too old to have their values and were left out. 2 more events that would have ended otherwise are not shown.");
  expect(screen.getByText("1 older event of that time is left.")).toBeVisible();

  server.change({ [COMPARE]: { post: oldest } });
  await user.click(screen.getByRole("button", { name: "Look further back" }));
  expect(await screen.findByText("4 events would have ended otherwise.")).toBeVisible();
  expect(screen.getByText(/10,001 events looked at\. The live version starts on 40 of them, the draft on 51\./)).toBeVisible();
  expect(within(screen.getByRole("list", { name: "What would have been different" })).getAllByText(/^Order/).map((one) => one.firstChild?.textContent)).toEqual(["Order 3", "Order 1"]);
  expect(screen.queryByRole("button", { name: "Look further back" })).toBeNull();
  const asked = server.asked.filter(({ path }) => path.endsWith("/compare")).map(({ body }) => body as ComparisonAsked);
  expect(asked[1]).toEqual({ ...asked[0], before: "e9" });
});

it("keeps the parts before when the next one fails, and looks again", async () => {
  const server = startFakeServer({ [COMPARE]: { post: newest } });
  const { user } = await openPanel(null);
  await user.click(screen.getByRole("button", { name: "What would have been different?" }));
  const further = await screen.findByRole("button", { name: "Look further back" });
  server.fail("/compare", 500);
  await user.click(further);
  expect(await screen.findByRole("alert")).toHaveTextContent("The server says no. Ask again.");
  expect(screen.getByText("3 events would have ended otherwise so far.")).toBeVisible();
  server.fail("/compare", 0);
  server.change({ [COMPARE]: { post: oldest } });
  await user.click(screen.getByRole("button", { name: "Look further back" }));
  await waitFor(() => expect(screen.getByText("4 events would have ended otherwise.")).toBeVisible());
});
