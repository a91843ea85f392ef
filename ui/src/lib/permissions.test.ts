import { expect, it } from "vitest";
import { refusal } from "@/lib/permissions";

const editor = { role_label: "Editor", permissions: ["read", "import", "edit_records"] };

it("says nothing to those who may", () => {
  expect(refusal(editor, "import")).toBe("");
});

it("names the role that may, and one's own, to those who may not", () => {
  expect(refusal(editor, "connect")).toBe("Needs the role System Administrator. Your role is Editor.");
  expect(refusal(editor, "sync")).toBe("Needs the role Finance or System Administrator. Your role is Editor.");
});
