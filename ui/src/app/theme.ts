import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from "@mantine/core";
import table from "@/app/table.module.css";

const pine: MantineColorsTuple = [
  "#e8f6f2", "#cfe9e1", "#a2d6c7", "#6fc1ab", "#47af94", "#2fa386", "#1c9578", "#118166", "#0c6b56", "#084c3d",
];
const slate: MantineColorsTuple = [
  "#f6f8f7", "#eef1f0", "#e1e6e4", "#cfd6d3", "#b3bdb9", "#8e9a95", "#6b7772", "#53605b", "#3a4541", "#232c29",
];
const night: MantineColorsTuple = [
  "#d5dedb", "#b9c4c0", "#97a49f", "#67746f", "#3f4a46", "#333d3a", "#252e2b", "#1a211f", "#141a18", "#0e1311",
];

// The head of a dialog is no landmark of the page.
const plainHeader = { attributes: { header: { role: "none" } } };

export const theme = createTheme({
  primaryColor: "pine",
  // The shade at which white text on a filled control has enough contrast in both schemes.
  primaryShade: { light: 8, dark: 8 },
  colors: { pine, gray: slate, dark: night },
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', 'Cascadia Mono', 'Liberation Mono', monospace",
  headings: { fontWeight: "650", sizes: { h1: { fontSize: "1.5rem", lineHeight: "1.3" }, h2: { fontSize: "1.0625rem", lineHeight: "1.4" } } },
  defaultRadius: "md",
  cursorType: "pointer",
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: "sm" } },
    ActionIcon: { defaultProps: { variant: "subtle", color: "gray" } },
    Table: { defaultProps: { verticalSpacing: 10, horizontalSpacing: "sm", highlightOnHover: true, borderColor: "var(--t-line)", highlightOnHoverColor: "var(--t-row)" }, classNames: table },
    Modal: { defaultProps: { centered: true, ...plainHeader, closeButtonProps: { "aria-label": "Close" } } },
    // The first item takes the focus itself.
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
    Drawer: { defaultProps: { position: "right", ...plainHeader, size: "lg", closeButtonProps: { "aria-label": "Close" } } },
    Notification: { defaultProps: { closeButtonProps: { "aria-label": "Close" } } },
    Tooltip: { defaultProps: { withArrow: true, multiline: true, maw: 320, openDelay: 200 } },
  },
});

/** Quiet text is darker than Mantine's own, so that it passes AA on every surface. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-dimmed": "#56635e",
    "--mantine-color-placeholder": "#67736e",
    "--mantine-color-text": "#17201d",
    "--mantine-color-body": "#ffffff",
    "--mantine-color-error": "#b3261e",
  },
  dark: {
    "--mantine-color-dimmed": "#a0ada8",
    "--mantine-color-placeholder": "#8f9c97",
    "--mantine-color-body": "#1a211f",
    "--mantine-color-error": "#ff9d94",
  },
});
