import "@testing-library/jest-dom/vitest";
import { notifications } from "@mantine/notifications";
import { cleanup, configure } from "@testing-library/react";
import * as React from "react";
import { afterEach, beforeEach, expect, vi } from "vitest";

// The first page of a file loads its parts, on a busy machine for longer than the second that is the default.
configure({ asyncUtilTimeout: 20_000 });

// In development React keeps with each element the place that made it, up to so many a second, for warnings in a console. To find these
// places took a fifth of the time of all tests here. Counted as used up, they are left out.
const inside = Reflect.get(React, "__CLIENT_INTERNALS_DO_NOT_USE_OR_WARN_USERS_THEY_CANNOT_UPGRADE") as object;
Object.defineProperty(inside, "recentlyCreatedOwnerStacks", { get: () => Infinity, set: () => undefined, configurable: true });

// What Mantine and the router ask of a browser and jsdom does not have.
Object.defineProperty(window, "matchMedia", {
  writable: true,
  value: (query: string) => ({
    matches: false,
    media: query,
    onchange: null,
    addListener: () => undefined,
    removeListener: () => undefined,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
    dispatchEvent: () => false,
  }),
});

class NoResize {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}
vi.stubGlobal("ResizeObserver", NoResize);
window.scrollTo = () => undefined;
Element.prototype.scrollIntoView = () => undefined;
Object.defineProperty(document, "fonts", { value: new EventTarget(), configurable: true });

// A message in the console is a defect. Charts warn there because nothing has a size here.
beforeEach(() => {
  vi.spyOn(console, "error");
  vi.spyOn(console, "warn").mockImplementation((text: unknown) => {
    if (!String(text).includes("of chart should be greater than 0")) throw new Error(String(text));
  });
});

afterEach(() => {
  cleanup();
  // Messages outlive the page that showed them, and would be shown by the next one.
  notifications.clean();
  // eslint-disable-next-line no-console
  expect(console.error).not.toHaveBeenCalled();
  vi.restoreAllMocks();
  window.localStorage.clear();
});
