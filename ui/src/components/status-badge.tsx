import { wordFor } from "@/lib/words";
import { toneFor, type Tone } from "@/lib/tones";
import classes from "@/components/status-badge.module.css";

interface Props {
  state: string;
  label?: string | undefined;
  tone?: Tone | undefined;
}

/** A state as a word in its colour; the word alone says it, the colour only helps. */
export function StatusBadge({ state, label, tone }: Props) {
  return (
    <span className={classes.badge} data-tone={tone ?? toneFor(state)}>
      <span className={classes.dot} aria-hidden />
      {label ?? wordFor(state)}
    </span>
  );
}
