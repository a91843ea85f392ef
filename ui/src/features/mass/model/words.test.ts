import { describe, expect, it } from "vitest";
import { byAction, byState, progressOf, titleOf, toDo } from "@/features/mass/model/words";

const counts = [
  { action: "create" as const, state: "done" as const, rows: 3 },
  { action: "create" as const, state: "planned" as const, rows: 4 },
  { action: "doubtful" as const, state: "planned" as const, rows: 2 },
  { action: "refused" as const, state: "planned" as const, rows: 1 },
];

describe("a plan in words", () => {
  it("counts what is planned and what became of it", () => {
    expect(byAction(counts)).toMatchObject({ create: 7, doubtful: 2, refused: 1, nothing: 0 });
    expect(byState(counts)).toEqual([["planned", 7], ["done", 3]]);
  });

  it("counts what is refused neither as done nor as to do", () => {
    expect(progressOf(counts)).toEqual({ done: 3, total: 9 });
    expect(toDo({ counts, undecided: 2 })).toBe(4);
  });

  it("says which way it goes", () => {
    const connection = { provider_name: "QuickBooks Online" } as Parameters<typeof titleOf>[0]["connection"];
    expect(titleOf({ direction: "export", collection_name: "Customers", connection })).toBe("Export Customers to QuickBooks");
  });
});
