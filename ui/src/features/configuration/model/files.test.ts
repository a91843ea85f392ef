import { expect, it } from "vitest";
import { read, shown } from "@/features/configuration/model/files";

it("reads what was downloaded and says plainly what is none of it", async () => {
  const whole = new File([JSON.stringify({ "workspace.json": { format: 1 } })], "shop.json");
  expect(await read([whole])).toEqual({ "workspace.json": { format: 1 } });
  expect(await read([new File(["{"], "broken.json")])).toBe("broken.json is no JSON.");
  expect(await read([new File(["{}"], "other.json")])).toMatch(/^other.json holds no configuration/);
});

it("shows a value of any kind in a line", () => {
  expect(shown(null)).toBe("nothing");
  expect(shown({ a: 1 })).toBe('{"a":1}');
  expect(shown("x".repeat(200))).toHaveLength(120);
});
