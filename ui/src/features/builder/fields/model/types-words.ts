/** Types of values in plain words. */
const WORDS: Record<string, string> = {
  text: "text", number: "number", money: "amount", date: "date", date_time: "date and time", checkbox: "yes or no", choice: "choice",
  multi_choice: "choices", line_items: "lines", relation: "record", list: "list", object: "record", person: "person", attachment: "files",
};

export function typeWords(type: string): string {
  return WORDS[type] ?? type.replaceAll("_", " ");
}
