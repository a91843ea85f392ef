import { CloseButton, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useDebouncedText } from "@/lib/use-debounced-text";

interface Props {
  label: string;
  value: string;
  onChange: (text: string) => void;
}

/** Search as one types; `/` brings the cursor here. */
export function SearchBox({ label, value, onChange }: Props) {
  const [text, setText] = useDebouncedText(value, onChange);
  return (
    <TextInput
      type="search"
      aria-label={label}
      placeholder={label}
      data-page-search
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      leftSection={<IconSearch size={16} aria-hidden />}
      rightSection={text && <CloseButton size="sm" aria-label="Clear search" onClick={() => setText("")} />}
      style={{ flex: "1 1 220px", maxWidth: 360 }}
    />
  );
}
