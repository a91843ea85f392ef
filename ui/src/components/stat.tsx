import { Box, Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { Tone } from "@/lib/tones";
import classes from "@/components/stat.module.css";

interface Props {
  label: string;
  value: ReactNode;
  about?: ReactNode;
  tone?: Tone | undefined;
}

/** One figure that matters. */
export function Stat({ label, value, about, tone }: Props) {
  return (
    <Box className={classes.stat} data-tone={tone}>
      <Text size="sm" c="dimmed">{label}</Text>
      <div className={classes.value}>{value}</div>
      {about && <Text size="xs" c="dimmed" component="div">{about}</Text>}
    </Box>
  );
}
