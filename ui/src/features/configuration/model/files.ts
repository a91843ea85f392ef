import type { Files } from "@/api/configuration";

/** Hands the files over as one document. */
export function save(files: object, workspace: string): void {
  const blob = new Blob([JSON.stringify(files, null, 2), "\n"], { type: "application/json" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = `${workspace.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-").replaceAll(/^-|-$/g, "")}-configuration.json`;
  link.click();
  URL.revokeObjectURL(link.href);
}

/** The files in a document that `save` made, or the files of an exported folder chosen together; a sentence where it is neither. */
export async function read(chosen: File[]): Promise<Files | string> {
  const files: Files = {};
  for (const file of chosen) {
    let content: unknown;
    try {
      content = JSON.parse(await file.text());
    } catch {
      return `${file.name} is no JSON.`;
    }
    if (typeof content !== "object" || content === null || Array.isArray(content)) return `${file.name} holds no configuration.`;
    if ("workspace.json" in content) Object.assign(files, content);
    else return `${file.name} holds no configuration. Choose the file that was downloaded from here; the command tieout config import takes folders.`;
  }
  return files;
}

const SIGNS = { add: "Added", change: "Changed", remove: "Only here" } as const;

export const actionWord = (action: keyof typeof SIGNS) => SIGNS[action];

/** A value in a comparison: short, and plain where there is none. */
export function shown(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}
