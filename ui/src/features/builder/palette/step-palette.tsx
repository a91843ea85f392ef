import { Modal, SegmentedControl, Stack, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import { PaletteList } from "@/features/builder/palette/palette-list";
import { recentKinds, rememberKind } from "@/features/builder/palette/recent";
import { paletteGroups } from "@/features/builder/palette/search";
import type { Spot } from "@/features/builder/model/steps";
import type { StepKind } from "@/features/builder/model/types";

/** A place where the step can come, in words. */
export interface SpotChoice {
  label: string;
  spot: Spot;
}

interface Props {
  /** Where the step can come; the first is taken where nothing is chosen. */
  spots: readonly SpotChoice[];
  kinds: readonly StepKind[];
  onChoose: (kind: string, spot: Spot) => void;
  onClose: () => void;
}

/** Search among all kinds of steps: type, arrows, Enter. */
export function StepPalette({ spots, kinds, onChoose, onClose }: Props) {
  const [search, setSearch] = useState("");
  const [place, setPlace] = useState("0");
  const [recent] = useState(recentKinds);
  const [active, setActive] = useState(0);
  const groups = paletteGroups(kinds, search, recent);
  const all = groups.flatMap((group) => group.kinds);
  const choose = (kind: StepKind | undefined) => {
    const spot = spots[Number(place)]?.spot;
    if (!kind?.available || !spot) return;
    rememberKind(kind.kind);
    onChoose(kind.kind, spot);
  };
  const keys: Record<string, () => void> = {
    ArrowDown: () => setActive(Math.min(active + 1, all.length - 1)),
    ArrowUp: () => setActive(Math.max(active - 1, 0)),
    Enter: () => choose(all[active]),
  };
  return (
    <Modal opened onClose={onClose} title="Add a step" centered={false} yOffset="8vh" size="lg" transitionProps={{ duration: 90 }}>
      <Stack gap="sm">
        {spots.length > 1 && (
          <SegmentedControl aria-label="Where" size="xs" value={place} onChange={setPlace} data={spots.map(({ label }, index) => ({ label, value: String(index) }))} />
        )}
        <TextInput
          data-autofocus
          role="combobox"
          aria-label="Search steps"
          aria-expanded
          aria-controls="step-palette"
          aria-activedescendant={all[active] ? `step-palette-${active}` : undefined}
          placeholder="What should happen? Type to search"
          leftSection={<IconSearch size={16} aria-hidden />}
          value={search}
          onChange={(event) => {
            setSearch(event.currentTarget.value);
            setActive(0);
          }}
          onKeyDown={(event) => {
            const act = keys[event.key];
            if (!act) return;
            event.preventDefault();
            act();
          }}
        />
        <PaletteList groups={groups} active={active} onChoose={choose} />
      </Stack>
    </Modal>
  );
}
