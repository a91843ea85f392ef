import { useEffect, useRef, useState } from "react";

/** Text that is typed here and handed on after a pause; follows the outside value when that changes. */
export function useDebouncedText(value: string, onSettled: (text: string) => void, pauseMs = 300) {
  const [text, setText] = useState(value);
  const [seen, setSeen] = useState(value);
  const settle = useRef(onSettled);
  if (seen !== value) {
    setSeen(value);
    setText(value);
  }
  useEffect(() => {
    settle.current = onSettled;
  });
  useEffect(() => {
    if (text === value) return;
    const timer = setTimeout(() => settle.current(text), pauseMs);
    return () => clearTimeout(timer);
  }, [text, value, pauseMs]);
  return [text, setText] as const;
}
