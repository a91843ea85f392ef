import { expect, it } from "vitest";
import { safeAddress } from "@/features/session/safe-address";

it.each([
  ["/inbox?state=open", "/inbox?state=open"],
  [undefined, "/"],
  ["https://elsewhere.example", "/"],
  ["//elsewhere.example", "/"],
  ["/\\elsewhere.example", "/"],
])("goes from %s to %s", (next, address) => {
  expect(safeAddress(next)).toBe(address);
});
