import { Text } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import type { Total } from "@/api/types";
import { Unexplained } from "@/features/reports/unexplained";
import { verdictOf } from "@/features/reports/model/verdict";
import { counted } from "@/lib/words";
import classes from "@/features/reports/verdict-banner.module.css";

interface Props {
  differences: number;
  /** The rest of every currency, also where it is nil. */
  unexplained: Total[];
}

/** One amount is large; several stand below each other. */
const LARGE = 40;
const SEVERAL = 22;

/** The answer, large. */
export function VerdictBanner({ differences, unexplained }: Props) {
  const { good, title, text } = verdictOf(differences, unexplained);
  return (
    <section className={classes.banner} data-good={good || undefined} aria-label="Result">
      <span className={classes.icon}>
        {good ? <IconCircleCheck size={30} stroke={1.7} aria-hidden /> : <IconAlertTriangle size={30} stroke={1.7} aria-hidden />}
      </span>
      <div className={classes.text}>
        <Text fw={650} fz="lg" lts="-0.01em">{title}</Text>
        <Text size="sm" c="dimmed">{text}</Text>
        <Text size="sm" mt={6}>{counted(differences, "difference")} listed below</Text>
      </div>
      <div className={classes.figure}>
        <Text size="sm" c="dimmed">Unexplained</Text>
        <Unexplained totals={unexplained} size={unexplained.length > 1 ? SEVERAL : LARGE} />
      </div>
    </section>
  );
}
