import "@testing-library/jest-dom/vitest";
import { cleanup, configure } from "@testing-library/react";
import { afterEach, beforeEach, expect, vi } from "vitest";

// The first page of a file loads its parts, on a busy machine for longer than the second that is the default.
configure({ asyncUtilTimeout: 20_000 });

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
  // eslint-disable-next-line no-console
  expect(console.error).not.toHaveBeenCalled();
  vi.restoreAllMocks();
  window.localStorage.clear();
});
