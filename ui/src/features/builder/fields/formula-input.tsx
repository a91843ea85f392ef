import { Text, Textarea } from "@mantine/core";
import { useRef } from "react";
import { useInsertTarget } from "@/features/builder/pills/insert-target";

interface Props {
  label: string;
  source: string;
  disabled: boolean;
  isWrong: boolean;
  onChange: (source: string) => void;
}

/** A formula over the values; a value that is chosen from the list comes in by its path. */
export function FormulaInput({ label, source, disabled, isWrong, onChange }: Props) {
  const input = useRef<HTMLTextAreaElement>(null);
  const target = useInsertTarget((path) => {
    const element = input.current;
    if (!element || disabled) return;
    const [from, until] = [element.selectionStart, element.selectionEnd];
    onChange(element.value.slice(0, from) + path + element.value.slice(until));
    requestAnimationFrame(() => {
      element.focus();
      element.setSelectionRange(from + path.length, from + path.length);
    });
  });
  return (
    <>
      <Textarea
        ref={input} aria-label={`${label}, formula`} placeholder="round(trigger.total * 1.2, 2)" autosize minRows={1} maxRows={8} spellCheck={false} disabled={disabled} error={isWrong}
        value={source} onFocus={target.focused} onChange={(event) => onChange(event.currentTarget.value)}
        styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)", fontSize: 13 } }}
      />
      <Text size="xs" c="dimmed" mt={4}>Such as <code>round(net * 0.2, 2)</code>, <code>sum(lines, quantity * unit_price)</code>, <code>if(paid, "yes", "no")</code>, <code>first &amp; " " &amp; last</code>.</Text>
    </>
  );
}
