import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const server = process.env["TIEOUT_API"] ?? "http://127.0.0.1:9300";
// The first versions with light-dark(); for older ones it would be rewritten in a way that ignores the chosen colours.
const cssTarget = ["chrome123", "edge123", "firefox120", "safari17.5"];
const proxy = { "/api": server, "/_allauth": server, "/oauth": server };

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { "@": new URL("./src", import.meta.url).pathname } },
  server: { proxy },
  preview: { proxy },
  build: { outDir: "../src/tieout/webui", assetsDir: "assets", emptyOutDir: true, chunkSizeWarningLimit: 700, cssTarget },
  test: {
    environment: "jsdom",
    environmentOptions: { jsdom: { url: "http://localhost/" } },
    setupFiles: ["src/testing/setup.ts"],
    css: false,
    testTimeout: 60_000,
    // On a machine that is busy with everything else, one page in some hundreds does not show in time: it is asked once more.
    retry: 1,
    // Files share what is loaded: half of the time went to load the page anew for each. The set-up cleans up after every test.
    isolate: false,
  },
});
