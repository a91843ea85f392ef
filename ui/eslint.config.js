import js from "@eslint/js";
import reactHooks from "eslint-plugin-react-hooks";
import { readdirSync } from "node:fs";
import process from "node:process";
import { URL } from "node:url";
import tseslint from "typescript-eslint";

const features = readdirSync(new URL("./src/features", import.meta.url));

const forbid = (patterns) => ({ "no-restricted-imports": ["error", { patterns }] });
const up = { regex: "^\\.\\./", message: "Import across folders with @/, so that the direction can be seen." };

/** app → features → components → lib | api; a feature never imports another one. */
const direction = [
  ...features.map((name) => ({
    files: [`src/features/${name}/**`],
    rules: forbid([
      { regex: `^@/features/(?!${name}/)`, message: "Features do not import each other: move what both need to components, lib or api." },
      { regex: "^@/app/", message: "A feature does not import the app." },
      up,
    ]),
  })),
  {
    files: ["src/components/**"],
    rules: forbid([{ regex: "^@/(features|app)/", message: "Components know no feature." }, up]),
  },
  {
    files: ["src/lib/**"],
    rules: forbid([{ regex: "^@/(features|app|components)/", message: "lib is below components and features." }, up]),
  },
  {
    files: ["src/api/**"],
    rules: forbid([{ regex: "^@/(features|app|components)/", message: "api is below components and features." }, up]),
  },
];

// What would keep React's compiler, which the build does not use, from compiling a component is looked for in the long run: to try
// it takes nine tenths of the time.
const hooks =
  process.env.TEST_LONG === "1"
    ? reactHooks.configs.flat["recommended-latest"]
    : {
        plugins: { "react-hooks": reactHooks },
        rules: { "react-hooks/rules-of-hooks": "error", "react-hooks/exhaustive-deps": "warn" },
      };

export default tseslint.config(
  { ignores: ["src/api/schema.d.ts", "node_modules"] },
  js.configs.recommended,
  tseslint.configs.strict,
  hooks,
  {
    files: ["src/**/*.{ts,tsx}"],
    rules: {
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-non-null-assertion": "error",
      "max-lines": ["error", 200],
      "no-console": "error",
      "react-hooks/incompatible-library": "off",
    },
  },
  direction,
);
