import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { automation, definition, unpublished } from "@/testing/automation-fixtures";
import { startFakeServer, type FakeServer } from "@/testing/fake-server";
import { auditor } from "@/testing/fixtures";
import { openPage } from "@/testing/open-page";

const OUTLINE = "/automations/a1?view=outline";
const problem = { step_id: "create", field: "connection", message: "Create the invoice names no connection.", remedy: "Choose the ledger." };
/** A step in the list or on the canvas; whether it can be seen is not asked, which would take longest of all. */
const step = (name: RegExp) => screen.findByRole("button", { name, hidden: true });
/** The steps of the last draft that was saved, as kind and place. */
const saved = (server: FakeServer) => {
  const body = server.asked.findLast(({ method, path }) => method === "PUT" && path.endsWith("/draft"))?.body as { definition: typeof definition; revision: number } | undefined;
  return body && { revision: body.revision, steps: body.definition.steps.map(({ kind }) => kind), first: body.definition.steps[0] };
};

describe("the builder", () => {
  it("adds a step by keys alone and saves it by itself", async () => {
    const server = startFakeServer();
    const { user } = openPage(OUTLINE);
    (await step(/^1 Condition/)).focus();
    await user.keyboard("a");
    fireEvent.change(await screen.findByRole("combobox", { name: "Search steps" }), { target: { value: "update" } });
    await user.keyboard("{Enter}");
    expect(await step(/^2 Update the record/)).toHaveAttribute("aria-current", "true");
    await waitFor(() => expect(saved(server)).toMatchObject({ revision: 4, steps: ["condition", "update_record"] }));
    await waitFor(() => expect(screen.getByRole("status", { name: "" })).toHaveTextContent("Saved"));
  });

  it("adds a step into a branch and takes it back with one key", async () => {
    startFakeServer();
    const { user } = openPage(OUTLINE);
    await user.click(await screen.findByRole("button", { name: "Add a step to “Otherwise”" }));
    await user.click(await screen.findByRole("option", { name: /Send e-mail/ }));
    expect(await within(screen.getByRole("list", { name: "Otherwise" })).findByRole("button", { name: /^1 Send e-mail/ })).toBeVisible();
    await user.keyboard("{Control>}z{/Control}");
    expect(within(screen.getByRole("list", { name: "Otherwise" })).queryByRole("button")).toBeNull();
    await user.keyboard("{Control>}{Shift>}z{/Shift}{/Control}");
    expect(within(screen.getByRole("list", { name: "Otherwise" })).getByRole("button", { name: /^1 Send e-mail/ })).toBeVisible();
  });

  it("says why a step cannot be used and does not take it", async () => {
    startFakeServer();
    const { user } = openPage(OUTLINE);
    await user.click(await screen.findByRole("button", { name: "Add a step at the end" }));
    const option = await screen.findByRole("option", { name: /Create a journal/ });
    expect(option).toHaveAttribute("aria-disabled", "true");
    expect(option).toHaveTextContent("Needs a connection to an accounting system.");
    await user.click(option);
    expect(screen.getByRole("dialog", { name: "Add a step" })).toBeVisible();
  });

  it("moves through the steps, deletes and renames by keys", async () => {
    const server = startFakeServer();
    const { user } = openPage(OUTLINE);
    (await step(/Trigger/)).focus();
    await user.keyboard("{ArrowDown}{ArrowDown}");
    await waitFor(() => expect(screen.getByRole("button", { name: /Create the invoice or credit note/, current: true })).toHaveFocus());
    await user.keyboard("{F2}");
    fireEvent.change(await screen.findByRole("textbox", { name: "Name" }), { target: { value: "Bill it" } });
    await user.keyboard("{Enter}");
    await user.click(await step(/^1 Bill it/));
    await user.keyboard("{Delete}");
    expect(screen.queryByRole("button", { name: /^1 Bill it/ })).toBeNull();
    await waitFor(() => expect(saved(server)?.first?.branches).toEqual({ then: [], otherwise: [] }));
  });

  it("copies a step into another automation", async () => {
    const server = startFakeServer();
    const { user, router } = openPage(OUTLINE);
    const clipboardData = { text: "", setData: (_type: string, text: string) => void (clipboardData.text = text), getData: () => clipboardData.text };
    await user.click(await step(/^1 Create the invoice or credit note/));
    fireEvent.copy(document.activeElement ?? document.body, { clipboardData });
    server.change({ "/automations/{automation_id}": { get: { ...unpublished, draft: { ...unpublished.draft, definition: { ...definition, steps: [] } } } } });
    await router.navigate({ to: "/automations/$automationId", params: { automationId: "a2" }, search: { view: "outline" } });
    await screen.findByRole("heading", { name: "Thank the customer" });
    await user.click(await step(/Trigger/));
    fireEvent.paste(document.activeElement ?? document.body, { clipboardData });
    expect(await step(/^1 Create the invoice or credit note/)).toBeVisible();
    await waitFor(() => expect(saved(server)?.steps).toEqual(["create_in_ledger"]));
  });

  it("keeps what the server does not take, and says so", async () => {
    const server = startFakeServer();
    server.fail("/draft", 503);
    const { user } = openPage(OUTLINE);
    (await step(/^1 Condition/)).focus();
    await user.keyboard("{Control>}d{/Control}");
    expect(await screen.findByText("Offline: kept here")).toBeVisible();
    expect(window.localStorage.getItem("tieout-draft-a1")).toContain("check_2");
    expect(screen.getByRole("button", { name: "Publish" })).toBeDisabled();
  });

  it("asks which draft goes on when somebody else saved", async () => {
    const server = startFakeServer();
    server.fail("/draft", 409);
    const { user } = openPage(OUTLINE);
    (await step(/^1 Condition/)).focus();
    await user.keyboard("{Delete}");
    const theirs = { ...automation, draft: { ...automation.draft, revision: 9 } };
    server.change({ "/automations/{automation_id}": { get: theirs } });
    await user.click(await screen.findByRole("button", { name: "Take what they saved" }));
    expect(await step(/^1 Condition/)).toBeVisible();
    expect(screen.queryByText("Somebody else saved")).toBeNull();
  });

  it("refuses to publish while there are problems, and leads to their field", async () => {
    startFakeServer({ "/automations/describe": { post: { problems: [problem], pills: [] } } });
    const { user } = openPage(OUTLINE);
    await user.click(await screen.findByRole("button", { name: "1 problem" }));
    expect(screen.getByRole("button", { name: "Publish" })).toBeDisabled();
    expect(screen.getByRole("group", { name: /1 problem first: Create the invoice names no connection/ })).toBeVisible();
    await user.click(await screen.findByRole("button", { name: /Create the invoice names no connection. Choose the ledger/ }));
    expect(await step(/Create the invoice or credit note.*Needs attention/)).toHaveAttribute("aria-current", "true");
  });

  it("publishes what differs and switches on for the first time", async () => {
    const server = startFakeServer({ "/automations/{automation_id}": { get: unpublished, patch: automation }, "/automations/{automation_id}/publish": { post: { ...unpublished, version: 1 } } });
    const { user } = openPage("/automations/a2?view=outline");
    await user.click(await screen.findByRole("button", { name: "Publish" }));
    const dialog = await screen.findByRole("dialog", { name: "Publish as version 1" });
    fireEvent.change(within(dialog).getByRole("textbox", { name: "What is new" }), { target: { value: "First" } });
    await user.click(within(dialog).getByRole("button", { name: "Publish" }));
    await waitFor(() => expect(server.asked.find(({ path }) => path.endsWith("/publish"))?.body).toEqual({ revision: 4, note: "First" }));
    await waitFor(() => expect(server.asked.find(({ method }) => method === "PATCH")?.body).toEqual({ enabled: true }));
  });

  it("shows the canvas with every step and a place to add at each line", async () => {
    startFakeServer();
    openPage("/automations/a1");
    expect(await step(/^Step, Condition, Payment status is not posted/)).toBeInTheDocument();
    expect(await step(/^Add a step to “Otherwise”/)).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Undo (Ctrl-Z)" })).toBeDisabled();
  });

  it("lets those who may not edit only look, and lists the keys", async () => {
    startFakeServer({ "/api/v1/me": { get: auditor } });
    const { user } = openPage(OUTLINE);
    (await step(/^1 Condition/)).focus();
    expect(screen.queryByRole("button", { name: /Add a step/ })).toBeNull();
    expect(screen.getByRole("button", { name: "Publish" })).toBeDisabled();
    await user.keyboard("{Delete}?");
    expect(await screen.findByText("Copy, cut, paste, also between automations")).toBeVisible();
    expect(await step(/^1 Condition/)).toBeInTheDocument();
  });
});
