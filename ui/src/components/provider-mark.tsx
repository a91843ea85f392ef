import classes from "@/components/provider-mark.module.css";

const MARKS: Record<string, string> = { xero: "X", quickbooks: "QB", sage: "S" };

/** A small mark by which a ledger is recognised; our own drawing, not the provider's logo. */
export function ProviderMark({ provider }: { provider: string }) {
  return <span className={classes.mark} data-provider={provider} aria-hidden>{MARKS[provider] ?? "L"}</span>;
}
