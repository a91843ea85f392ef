import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createDraft, PAUSE_MS, RETRY_MS, type Kept, type SaveResult } from "@/features/builder/model/draft-store";
import { emptyDefinition } from "@/features/builder/model/new-step";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const START = { definition: emptyDefinition(), revision: 4, saved_by: "Demo Finance" };
const describeAs = (description: string) => ({ type: "describe", description }) as const;

function open(kept: Kept | null = null) {
  const seen = { kept: null as Kept | null, answers: [] as (SaveResult | Promise<SaveResult>)[] };
  const save = vi.fn((_definition: object, revision: number): Promise<SaveResult> => Promise.resolve(seen.answers.shift() ?? { kind: "saved", revision: revision + 1 }));
  const draft = createDraft(START, { save, keep: (one) => void (seen.kept = one), kept });
  return { draft, save, seen, sign: () => draft.get().sign };
}

it("saves once after a pause, with the revision that it has", async () => {
  const { draft, save, sign, seen } = open();
  draft.change(describeAs("a"));
  draft.change(describeAs("ab"));
  expect([sign(), seen.kept?.revision]).toEqual(["waiting", 4]);
  await vi.advanceTimersByTimeAsync(PAUSE_MS);
  expect(save).toHaveBeenCalledTimes(1);
  expect(save.mock.calls[0]?.[1]).toBe(4);
  expect([sign(), draft.get().revision, seen.kept]).toEqual(["saved", 5, null]);
});

it("saves what was changed while it saved, one after the other", async () => {
  const { draft, save, seen, sign } = open();
  let answer: (result: SaveResult) => void = () => undefined;
  seen.answers.push(new Promise((resolve) => (answer = resolve)));
  draft.change(describeAs("a"));
  await vi.advanceTimersByTimeAsync(PAUSE_MS);
  draft.change(describeAs("b"));
  await vi.advanceTimersByTimeAsync(PAUSE_MS);
  expect(save).toHaveBeenCalledTimes(1);
  answer({ kind: "saved", revision: 5 });
  await vi.advanceTimersByTimeAsync(PAUSE_MS);
  expect(save.mock.calls.map(([, revision]) => revision)).toEqual([4, 5]);
  expect(sign()).toBe("saved");
});

it("keeps the draft here while the server is away, and tries again", async () => {
  const { draft, save, seen, sign } = open();
  seen.answers.push({ kind: "offline" });
  draft.change(describeAs("a"));
  await vi.advanceTimersByTimeAsync(PAUSE_MS);
  expect([sign(), seen.kept?.definition.description]).toEqual(["offline", "a"]);
  await vi.advanceTimersByTimeAsync(RETRY_MS);
  expect([save.mock.calls.length, sign(), seen.kept]).toEqual([2, "saved", null]);
});

it("stops at a conflict until somebody chooses", async () => {
  const { draft, save, seen, sign } = open();
  seen.answers.push({ kind: "conflict", message: "Demo Finance saved." });
  draft.change(describeAs("mine"));
  await vi.advanceTimersByTimeAsync(PAUSE_MS);
  draft.change(describeAs("mine still"));
  await vi.advanceTimersByTimeAsync(RETRY_MS * 3);
  expect([sign(), save.mock.calls.length]).toEqual(["conflict", 1]);
  draft.keepMine({ ...START, revision: 9 });
  await vi.advanceTimersByTimeAsync(0);
  expect([save.mock.calls[1]?.[1], sign()]).toEqual([9, "saved"]);
});

it("takes what somebody else saved when it is chosen", async () => {
  const { draft, seen, sign } = open();
  seen.answers.push({ kind: "conflict", message: "" });
  draft.change(describeAs("mine"));
  await vi.advanceTimersByTimeAsync(PAUSE_MS);
  draft.takeTheirs({ definition: { ...emptyDefinition(), description: "theirs" }, revision: 9, saved_by: "" });
  expect([draft.get().history.present.description, draft.get().revision, sign(), seen.kept]).toEqual(["theirs", 9, "saved", null]);
});

it("follows what somebody else saved as long as nothing is unsaved here", () => {
  const theirs = { definition: { ...emptyDefinition(), description: "theirs" }, revision: 5, saved_by: "Demo Finance" };
  const clean = open();
  clean.draft.hear(theirs);
  expect(clean.draft.get().history.present.description).toBe("theirs");
  const dirty = open();
  dirty.draft.change(describeAs("mine"));
  dirty.draft.hear(theirs);
  expect([dirty.sign(), dirty.draft.get().history.present.description]).toEqual(["conflict", "mine"]);
});

it("goes on with what was kept here, and can be undone", async () => {
  const { draft, save } = open({ definition: { ...emptyDefinition(), description: "kept" }, revision: 4 });
  await vi.advanceTimersByTimeAsync(PAUSE_MS);
  expect(save).toHaveBeenCalledTimes(1);
  draft.undo();
  expect(draft.get().history.present.description).toBe("");
});

it("asks when what was kept here is older than what somebody saved", () => {
  expect(open({ definition: { ...emptyDefinition(), description: "kept" }, revision: 3 }).sign()).toBe("conflict");
});

it("needs no saving after an undo back to what is saved", async () => {
  const { draft, save, sign } = open();
  draft.change(describeAs("a"));
  draft.undo();
  await vi.advanceTimersByTimeAsync(PAUSE_MS * 2);
  expect([save.mock.calls.length, sign()]).toEqual([0, "saved"]);
});

it("says what the server refuses, and tries again with the next change", async () => {
  const { draft, save, seen, sign } = open();
  seen.answers.push({ kind: "refused", message: "Too large." });
  draft.change(describeAs("a"));
  await vi.advanceTimersByTimeAsync(PAUSE_MS);
  expect([sign(), draft.get().message]).toEqual(["refused", "Too large."]);
  draft.change(describeAs("b"));
  await vi.advanceTimersByTimeAsync(PAUSE_MS);
  expect([save.mock.calls.length, sign()]).toEqual([2, "saved"]);
});

it("saves what is left when the page is left", async () => {
  const { draft, save } = open();
  draft.change(describeAs("a"));
  draft.close();
  await vi.advanceTimersByTimeAsync(0);
  expect(save).toHaveBeenCalledTimes(1);
});
