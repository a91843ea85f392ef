import { Stack, Text } from "@mantine/core";
import { ValuesView } from "@/features/builder/test/values-view";
import { PinnedSample } from "@/features/builder/test/pinned-sample";
import { SampleBar } from "@/features/builder/test/sample-bar";
import { useSamples } from "@/api/automation-tests";
import { Faces } from "@/components/faces";
import { Empty } from "@/components/empty";
import { IconBolt } from "@tabler/icons-react";
import { TRIGGER } from "@/features/builder/model/types";
import { useBuilder } from "@/features/builder/model/use-builder";

/** What happened lately that would start the automation, to be looked at, chosen for tests, and pinned. */
export function TriggerSamples() {
  const { automationId, definition, sample } = useBuilder();
  const samples = useSamples(automationId);
  const { type, collection } = definition.trigger;
  return (
    <Stack gap="md">
      <Faces
        query={samples} shape="text" isEmpty={({ items }) => items.length === 0 && !collection}
        empty={<Empty icon={IconBolt} title="Nothing has happened yet">{type === "webhook" ? "Call the address once; what arrives is kept as a sample, also while the automation is off." : "What fits the trigger is listed here as soon as it happens."}</Empty>}
      >
        {({ items }) => {
          const shown = sample ?? (items[0] ? { title: items[0].title, values: items[0].values } : null);
          return (
            <>
              <SampleBar />
              {shown ? <ValuesView label={shown.title} value={shown.values} /> : <Text size="sm" c="dimmed">Choose a record to see its values.</Text>}
              <PinnedSample id={TRIGGER} fresh={shown?.values} />
            </>
          );
        }}
      </Faces>
    </Stack>
  );
}
