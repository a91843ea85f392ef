import { expect, it } from "vitest";
import { browserName } from "@/features/account/model/browser-name";

it("says in words which browser a session is in", () => {
  expect(browserName("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:131.0) Gecko/20100101 Firefox/131.0")).toBe("Firefox on Windows");
  expect(browserName("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36 Edg/130.0")).toBe("Edge on Android");
  expect(browserName("curl/8.0")).toBe("curl/8.0");
  expect(browserName("")).toBe("Unknown browser");
});
