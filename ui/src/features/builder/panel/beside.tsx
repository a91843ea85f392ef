import { useElementSize } from "@mantine/hooks";
import { useMemo, type ReactNode } from "react";
import type { Pill } from "@/features/builder/model/types";
import { single } from "@/features/builder/pills/model";
import { PillList } from "@/features/builder/pills/pill-list";
import classes from "@/features/builder/panel/step-panel.module.css";

interface Props {
  pills: readonly Pill[];
  disabled: boolean;
  children: ReactNode;
}

const WIDE_FROM_PX = 580;

/** A form with the values from before on its left; above it and folded, but in sight while it is open, where there is no room. */
export function Beside({ pills, disabled, children }: Props) {
  const { ref, width } = useElementSize();
  const shown = useMemo(() => single(pills), [pills]);
  const isWide = width >= WIDE_FROM_PX;
  return (
    <div ref={ref} className={classes.columns} data-wide={isWide || undefined}>
      <div className={classes.list}>
        {isWide
          ? <PillList pills={shown} disabled={disabled} />
          : <details className={classes.folded}><summary>Values from before</summary><div className={classes.values}><PillList pills={shown} disabled={disabled} /></div></details>}
      </div>
      <div className={classes.form}>{children}</div>
    </div>
  );
}
