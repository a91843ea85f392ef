import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { PILL_KIND } from "@/features/builder/pills/pill-dom";
import { startFakeServer } from "@/testing/fake-server";
import { openPanel } from "@/testing/open-panel";
import { definition, preview, samples, tested } from "@/testing/panel-fixtures";

const answers = {
  "/automations/{automation_id}/step-preview": { post: preview },
  "/automations/{automation_id}/step-test": { post: tested },
  "/automations/{automation_id}/samples": { get: { items: samples, next_cursor: null, total: 1 } },
  "/automations/count": { post: { matching: 14, of: 220, examples: [{ id: "r1", key: "536365", title: "" }] } },
};

it("draws the form from the schema, with what each value comes to under it", async () => {
  startFakeServer(answers);
  await openPanel("create");
  expect(screen.getByText("Its id, account number or name in the ledger.")).toBeVisible();
  const now = await screen.findByRole("note", { name: "Reference now" });
  expect(now).toHaveTextContent("= Order 536365");
  expect(screen.getByText(/Would create an invoice of 166.94 GBP/)).toBeVisible();
  expect(screen.getByText("Account 200 is archived in Xero. Choose another one.")).toBeVisible();
});

it("writes text and puts in a value by @ with the keyboard alone", async () => {
  startFakeServer(answers);
  const { user, stepOf } = await openPanel("create");
  const reference = screen.getByRole("textbox", { name: "Reference" });
  reference.textContent = "";
  fireEvent.input(reference);
  await user.click(reference);
  await user.keyboard("For @am");
  expect(await screen.findByRole("option", { name: /Amount due/ })).toHaveAttribute("aria-selected", "true");
  await user.keyboard("{Enter}");
  expect(stepOf("create")?.settings["reference"]).toEqual({ kind: "text", parts: ["For ", { path: "trigger.amount_due" }] });
});

it("puts a value from the list into the field that was in hand, and takes one that is dropped", async () => {
  startFakeServer(answers);
  const { user, stepOf } = await openPanel("create");
  const reference = screen.getByRole("textbox", { name: "Reference" });
  reference.focus();
  await user.click(screen.getByText("Values from before"));
  await user.click(screen.getByRole("button", { name: /Corner shop/ }));
  expect(stepOf("create")?.settings["reference"]).toEqual({ kind: "text", parts: ["Order ", { path: "trigger.number" }, { path: "steps.find.name" }] });
  fireEvent.drop(screen.getByRole("textbox", { name: "Contact" }), { dataTransfer: { getData: (kind: string) => (kind === PILL_KIND ? "steps.find.name" : ""), types: [PILL_KIND] } });
  expect(stepOf("create")?.settings["contact"]).toEqual({ kind: "text", parts: [{ path: "trigger.customer" }, { path: "steps.find.name" }] });
});

it("turns a value into a formula and back, keeping what it read", async () => {
  startFakeServer(answers);
  const { user, stepOf } = await openPanel("create");
  await user.click(screen.getByRole("button", { name: "How Contact is worked out" }));
  await user.click(await screen.findByRole("menuitem", { name: "Formula" }));
  expect(stepOf("create")?.settings["contact"]).toEqual({ kind: "formula", source: "trigger.customer" });
  await user.click(screen.getByRole("button", { name: "How Contact is worked out" }));
  await user.click(await screen.findByRole("menuitem", { name: "Table of values" }));
  fireEvent.change(await screen.findByLabelText("Another value for Contact"), { target: { value: "France" } });
  await user.click(screen.getByRole("button", { name: "Add row" }));
  expect(stepOf("create")?.settings["contact"]).toMatchObject({ kind: "lookup", table: { France: "" } });
});

it("asks for a setting only where another one makes it matter", async () => {
  startFakeServer(answers);
  const { user } = await openPanel("create");
  expect(screen.queryByLabelText("Terms in words")).toBeNull();
  await user.click(screen.getByRole("combobox", { name: "Made as" }));
  await user.click(await screen.findByRole("option", { name: "Approved" }));
  expect(await screen.findByLabelText("Terms in words")).toBeVisible();
});

it("adds lines and puts them in another order", async () => {
  startFakeServer(answers);
  const { user, stepOf } = await openPanel("create");
  await user.click(screen.getByRole("button", { name: "Add line" }));
  await user.click(screen.getByRole("button", { name: "Add line" }));
  const second = screen.getByRole("group", { name: "Line 2" });
  const description = within(second).getByRole("textbox", { name: "Description" });
  description.textContent = "Postage";
  fireEvent.input(description);
  await user.click(screen.getByRole("button", { name: "Line 2 up" }));
  expect(stepOf("create")?.settings["lines"]).toMatchObject([{ description: { kind: "fixed", value: "Postage" } }, {}]);
});

it("says how many records meet a trigger's condition now, and asks for those of the fields that are named", async () => {
  const server = startFakeServer(answers);
  const { user, seen } = await openPanel("trigger");
  await user.click(await screen.findByRole("button", { name: "Add condition" }));
  fireEvent.change(await screen.findByRole("textbox", { name: "Value" }), { target: { value: "5363" } });
  expect(await screen.findByText("14 of 220 records")).toBeVisible();
  await waitFor(() => expect(server.asked.findLast(({ path }) => path.endsWith("/count"))?.body).toMatchObject({ collection: "orders", condition: { rules: [{ field: "number", operator: "contains", value: "5363" }] } }));
  expect(seen.definition.trigger.condition).toMatchObject({ rules: [{ field: "number" }] });
});

it("says a schedule in words with the next times, and keeps it as cron", async () => {
  startFakeServer(answers);
  const { user, seen } = await openPanel("trigger");
  await user.click(screen.getByRole("combobox", { name: "It starts" }));
  await user.click(await screen.findByRole("option", { name: "Schedule" }));
  await user.click(await screen.findByRole("combobox", { name: "How often" }));
  await user.click(await screen.findByRole("option", { name: "On days of the week" }));
  await user.click(screen.getByRole("checkbox", { name: "Friday" }));
  expect(seen.definition.trigger.schedule).toMatchObject({ cron: "0 9 * * 1,5" });
  expect(screen.getByRole("note", { name: "What the schedule says" })).toHaveTextContent(/Every Monday and Friday at 09:00.*Next:/);
});

it("shows a webhook's address and its secret once", async () => {
  const server = startFakeServer({ ...answers, "/automations/{automation_id}/webhook": { post: { url: "https://tieout.example/hooks/k1", has_secret: true, secret: "shown-once" } } });
  const trigger = { ...definition.trigger, type: "webhook", collection: "", webhook: { auth: "token" as const, header: "Authorization", scheme: "plain" as const, same_body_minutes: 10 } };
  const { user } = await openPanel("trigger", { definition: { ...definition, trigger } });
  await user.click(await screen.findByRole("button", { name: "Make the address" }));
  expect(await screen.findByLabelText("Secret")).toHaveValue("shown-once");
  expect(screen.getByLabelText("Address")).toHaveValue("https://tieout.example/hooks/k1");
  expect(server.asked.find(({ path }) => path.endsWith("/webhook"))?.body).toEqual({ rotate: true, secret: "" });
});

it("tests with a chosen sample, sends only when that is confirmed, and pins the result", async () => {
  const server = startFakeServer(answers);
  const { user, seen } = await openPanel("create");
  await user.click(screen.getByRole("tab", { name: "Test" }));
  await user.click(screen.getByRole("combobox", { name: "Try it with" }));
  await user.click(await screen.findByRole("option", { name: /Orders 536365 created/ }));
  await user.click(screen.getByRole("button", { name: "Test step" }));
  expect(await screen.findByText("Nothing was sent")).toBeVisible();
  const asked = () => server.asked.filter(({ path }) => path.endsWith("/step-test")).map(({ body }) => body);
  expect(asked()).toMatchObject([{ send: false, position: "create", event_id: samples[0]?.event_id }]);
  await user.click(screen.getByRole("button", { name: "Send for real…" }));
  await user.click(await screen.findByRole("button", { name: "Send for real" }));
  await waitFor(() => expect(asked()).toMatchObject([{ send: false }, { send: true }]));
  await user.click(await screen.findByRole("button", { name: "Pin this result" }));
  expect(seen.definition.samples).toEqual({ create: preview.output });
});

it("shows the provider's own answer as JSON beside the result of what was sent [W-22]", async () => {
  const answer = {
    provider: "xero", provider_name: "Xero", organisation_name: "Demo Company (UK)", kind: "invoice", external_id: "i1", title: "INV-7",
    said_at: null, refused: false, body: { InvoiceNumber: "INV-7", Total: "166.94" },
  };
  const post = { ...tested, sent: true, status: "done" as const, outcome: "Invoice INV-7 was created", run_id: "r1", answers: [answer] };
  startFakeServer({ ...answers, "/automations/{automation_id}/step-test": { post } });
  const { user } = await openPanel("create");
  await user.click(screen.getByRole("tab", { name: "Test" }));
  await user.click(screen.getByRole("button", { name: "Test step" }));
  await user.click(await screen.findByRole("tab", { name: "Provider’s answer" }));
  const said = screen.getByRole("region", { name: "Answer of Xero" });
  expect(said).toHaveTextContent("Demo Company (UK) (Xero)");
  expect(within(said).getByLabelText("INV-7 as Xero said it")).toHaveTextContent('"Total": "166.94"');
});

it("changes what happens on a failure, the tries and the note", async () => {
  startFakeServer(answers);
  const { user, stepOf } = await openPanel("update");
  await user.click(screen.getByRole("tab", { name: "Errors and notes" }));
  await user.click(screen.getByRole("radio", { name: /Take the branch/ }));
  fireEvent.change(screen.getByLabelText("Note"), { target: { value: "Ask finance first" } });
  expect(stepOf("update")).toMatchObject({ on_error: "branch", note: "Ask finance first" });
});

it("lets nothing be changed in what is only shown", async () => {
  startFakeServer(answers);
  await openPanel("create", { readOnly: true });
  expect(screen.getByRole("textbox", { name: "Reference" })).toHaveAttribute("aria-disabled", "true");
  expect(screen.getByRole("button", { name: "Add line" })).toBeDisabled();
});

it("brings the cursor to the setting that a problem names", async () => {
  startFakeServer(answers);
  const problems = [{ step_id: "create", field: "reference", message: "There is no value trigger.gone.", remedy: "Choose another one." }];
  await openPanel("create", { problems, wanted: { field: "reference", number: 1 } });
  await waitFor(() => expect(screen.getByRole("textbox", { name: "Reference" })).toHaveFocus());
  expect(screen.getByText("There is no value trigger.gone. Choose another one.")).toBeVisible();
});
