import { Group, NumberInput, Radio, Stack, Text, Textarea } from "@mantine/core";
import type { OnError, Step } from "@/features/builder/model/types";
import { useBuilder } from "@/features/builder/model/use-builder";
import { counted } from "@/lib/words";

const POLICIES: { value: OnError; label: string; about: string }[] = [
  { value: "exception", label: "Wait in the Inbox", about: "The run stands still until somebody retries it with success or dismisses it." },
  { value: "stop", label: "End the run", about: "It ends as failed; nothing after this step is done." },
  { value: "continue", label: "Go on", about: "The next step is done all the same." },
  { value: "branch", label: "Take the branch “When it fails”", about: "The steps in it are done, then what follows." },
];

/** What happens when the step fails, how often it is tried, and a note. */
export function MoreSettings({ step }: { step: Step }) {
  const { change, readOnly } = useBuilder();
  const { tries, seconds } = step.retry;
  const retry = (next: Partial<Step["retry"]>, mark: string) => change({ type: "set_retry", id: step.id, retry: { ...step.retry, ...next } }, mark);
  const number = (label: string, name: "tries" | "seconds", most: number) => (
    <NumberInput
      label={label} min={1} max={most} clampBehavior="strict" allowDecimal={false} disabled={readOnly} value={step.retry[name]} w={150}
      onChange={(value) => value !== "" && retry({ [name]: Number(value) }, `retry:${step.id}:${name}`)}
    />
  );
  return (
    <Stack gap="lg">
      <Radio.Group label="When it fails" value={step.on_error} onChange={(value) => change({ type: "set_on_error", id: step.id, on_error: value as OnError })}>
        <Stack gap="xs" mt={6}>
          {POLICIES.map(({ value, label, about }) => <Radio key={value} value={value} label={label} description={about} disabled={readOnly} />)}
        </Stack>
      </Radio.Group>
      <div>
        <Text size="sm" fw={500}>What passes by itself is tried again</Text>
        <Text size="xs" c="dimmed" mb={6}>Time-outs and refusals for too many calls; never what was refused for good.</Text>
        <Group gap="sm" align="flex-end">{number("Tries at most", "tries", 10)}{number("Seconds between", "seconds", 3600)}</Group>
        {tries > 1 && <Text size="xs" c="dimmed" mt={6}>{waits(tries, seconds)}</Text>}
      </div>
      <Textarea
        label="Note" description="For those who read the automation. Runs do not see it." autosize minRows={3} maxLength={2000} disabled={readOnly} value={step.note}
        onChange={(event) => change({ type: "set_note", id: step.id, note: event.currentTarget.value }, `note:${step.id}`)}
      />
    </Stack>
  );
}

/** "After 10 s and 20 s, so for 30 s in all." */
function waits(tries: number, seconds: number): string {
  const total = seconds * (2 ** (tries - 1) - 1);
  return `Each wait is twice as long as the one before: ${counted(tries - 1, "more try", "more tries")} within ${spoken(total)}.`;
}

function spoken(seconds: number): string {
  if (seconds < 120) return counted(seconds, "second");
  return seconds < 7200 ? counted(Math.round(seconds / 60), "minute") : counted(Math.round(seconds / 3600), "hour");
}
