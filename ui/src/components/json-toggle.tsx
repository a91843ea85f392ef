import { Button, Collapse } from "@mantine/core";
import { IconBraces } from "@tabler/icons-react";
import { useState } from "react";
import { JsonView } from "@/components/json-view";

/** Plain words first, JSON one click away. */
export function JsonToggle({ label, value }: { label: string; value: unknown }) {
  const [open, setOpen] = useState(false);
  return (
    <div>
      <Button
        variant="subtle"
        color="gray"
        size="compact-sm"
        leftSection={<IconBraces size={14} aria-hidden />}
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        {open ? `Hide ${label}` : `Show ${label}`}
      </Button>
      <Collapse expanded={open} mt="xs">{open && <JsonView value={value} label={label} />}</Collapse>
    </div>
  );
}
