import classes from "@/features/imports/import-steps.module.css";

const STEPS = ["File", "Columns", "Preview", "Report"];

/** Where in the import one is. */
export function ImportSteps({ at }: { at: number }) {
  return (
    <ol className={classes.steps} aria-label="Steps of the import">
      {STEPS.map((name, index) => (
        <li key={name} data-done={index < at || undefined} data-here={index === at || undefined} aria-current={index === at ? "step" : undefined}>
          <span className={classes.number} aria-hidden>{index < at ? "✓" : index + 1}</span>
          {name}
        </li>
      ))}
    </ol>
  );
}
