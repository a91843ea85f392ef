import { CloseButton, Text } from "@mantine/core";
import { IconAlertCircle, IconBulb, IconCircleCheck, IconInfoCircle, type Icon } from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "@/components/notice.module.css";

type Tone = "red" | "amber" | "green" | "blue" | "gray";

interface Props {
  tone: Tone;
  title?: string | undefined;
  children?: ReactNode;
  /** Read out at once: "alert" for what went wrong, "status" for what went well. */
  role?: "alert" | "status";
  onClose?: () => void;
}

const ICONS: Record<Tone, Icon> = { red: IconAlertCircle, amber: IconAlertCircle, green: IconCircleCheck, blue: IconBulb, gray: IconInfoCircle };

/** A message in its place in the page. */
export function Notice({ tone, title, children, role, onClose }: Props) {
  const Shown = ICONS[tone];
  return (
    <div className={classes.notice} data-tone={tone} role={role}>
      <Shown size={19} className={classes.icon} aria-hidden />
      <div className={classes.body}>
        {title && <Text size="sm" fw={650} className={classes.title}>{title}</Text>}
        {children && <Text size="sm" component="div">{children}</Text>}
      </div>
      {onClose && <CloseButton size="sm" aria-label="Close" onClick={onClose} />}
    </div>
  );
}
