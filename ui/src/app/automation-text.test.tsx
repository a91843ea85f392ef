import { screen, waitFor, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { definition } from "@/testing/automation-fixtures";
import { startFakeServer, type FakeServer } from "@/testing/fake-server";
import { openPage } from "@/testing/open-page";

async function opened(server: FakeServer) {
  expect(server.asked).toEqual([]);
  const page = openPage("/automations/a1?view=outline");
  await page.user.click(await screen.findByRole("button", { name: "More for this automation" }));
  await page.user.click(await screen.findByRole("menuitem", { name: "Text: export, import" }));
  return { ...page, dialog: await screen.findByRole("dialog", { name: "As text" }) };
}

const shorter = { ...definition, steps: definition.steps.map((step) => ({ ...step, branches: { then: [], otherwise: [] } })) };

it("shows what a text would change before it becomes the draft, and undo brings the other one back", async () => {
  const problem = { step_id: "", field: "", message: "There is no secret called Shipping key here.", remedy: "Make it under Settings, Secrets." };
  const server = startFakeServer({ "/automations/{automation_id}/text": { post: { name: "Elsewhere", definition: shorter, problems: [problem] } } });
  const { user, dialog } = await opened(server);
  expect(within(dialog).getByRole("button", { name: "Check it" })).toBeDisabled();
  await user.click(within(dialog).getByLabelText("Import"));
  await user.paste('{"definition": {}}');
  await user.click(within(dialog).getByRole("button", { name: "Check it" }));
  const read = await within(dialog).findByRole("region", { name: "What the text would change" });
  expect(within(read).getByText("1 problem to be put right before it can be published")).toBeVisible();
  expect(within(read).getByText(/There is no secret called Shipping key here/)).toBeVisible();
  expect(within(read).getByText("1 difference from the draft")).toBeVisible();
  expect(within(read).getByText("Create the invoice or credit note")).toBeVisible();
  expect(server.asked.some(({ method }) => method === "PUT")).toBe(false);
  await user.click(within(read).getByRole("button", { name: "Make it the draft" }));
  const saved = () => server.asked.filter(({ method, path }) => method === "PUT" && path.endsWith("/draft")).at(-1)?.body;
  await waitFor(() => expect(saved()).toMatchObject({ revision: 4, definition: { steps: [{ id: "check", branches: { then: [] } }] } }), { timeout: 5_000 });
  await user.click(screen.getByRole("button", { name: /^Undo/ }));
  await waitFor(() => expect(saved()).toMatchObject({ definition: { steps: [{ branches: { then: [{ id: "create" }] } }] } }), { timeout: 5_000 });
});

it("says what is no automation, and offers nothing to take", async () => {
  const problem = { step_id: "", field: "", message: "This is not JSON.", remedy: "Correct the text." };
  const server = startFakeServer({ "/automations/{automation_id}/text": { post: { name: "", definition: null, problems: [problem] } } });
  const { user, dialog } = await opened(server);
  const file = new File(["not at all"], "draft.json", { type: "application/json" });
  await user.upload(within(dialog).getByLabelText("Automation file"), file);
  await waitFor(() => expect(within(dialog).getByLabelText("Import")).toHaveValue("not at all"));
  await user.click(within(dialog).getByRole("button", { name: "Check it" }));
  expect(await within(dialog).findByRole("alert")).toHaveTextContent("This cannot become the draftThis is not JSON. Correct the text.");
  expect(within(dialog).queryByRole("button", { name: "Make it the draft" })).toBeNull();
});
