import type { CauseGroup } from "@/api/types";
import classes from "@/features/inbox/cause-list.module.css";

interface Props {
  causes: CauseGroup[];
  chosen: string | undefined;
  onChoose: (cause: string | undefined) => void;
}

/** The causes with their counts; choosing one narrows the list. */
export function CauseList({ causes, chosen, onChoose }: Props) {
  const all = causes.reduce((sum, { count }) => sum + count, 0);
  const groups = [{ cause: undefined, label: "All causes", count: all }, ...causes.map(({ cause, cause_label, count }) => ({ cause, label: cause_label, count }))];
  return (
    <nav aria-label="Causes" className={classes.list}>
      {groups.map(({ cause, label, count }) => (
        <button
          key={cause ?? ""}
          type="button"
          className={classes.cause}
          aria-pressed={cause === chosen}
          onClick={() => onChoose(cause)}
        >
          <span>{label}</span>
          <span className={classes.count}>{count.toLocaleString("en-GB")}</span>
        </button>
      ))}
    </nav>
  );
}
