/** Members named in a text as @Name: found while it is written, and when it is shown. */

export interface Person {
  id: string;
  name: string;
  email: string;
}

export function calledOf({ name, email }: Person): string {
  return name || email;
}

/** What is being typed after the last @, where it may become a name; null where nothing is. */
export function typedMention(text: string, caret: number): string | null {
  const before = text.slice(0, caret);
  const at = before.lastIndexOf("@");
  if (at < 0 || (at > 0 && /\S/.test(before[at - 1] ?? ""))) return null;
  const typed = before.slice(at + 1);
  return typed.length <= 40 && !typed.includes("\n") ? typed : null;
}

/** The text with the name put in place of what was typed after the @. */
export function withMention(text: string, caret: number, person: Person): { text: string; caret: number } {
  const at = text.slice(0, caret).lastIndexOf("@");
  const named = `${text.slice(0, at)}@${calledOf(person)} `;
  return { text: named + text.slice(caret), caret: named.length };
}

/** The ids of those whom a text names. */
export function mentionsIn(text: string, people: readonly Person[]): string[] {
  const named = new Set(piecesOf(text, people).filter(({ mentioned }) => mentioned).map((piece) => piece.text));
  return people.filter((person) => named.has(`@${calledOf(person)}`)).map(({ id }) => id);
}

/** The text in pieces, those that name a member marked. */
export function piecesOf(text: string, people: readonly Person[]): { text: string; mentioned: boolean }[] {
  const names = people.map((person) => `@${calledOf(person)}`).sort((one, other) => other.length - one.length);
  const pieces: { text: string; mentioned: boolean }[] = [];
  let plain = "";
  for (let place = 0; place < text.length;) {
    const name = names.find((one) => text.startsWith(one, place));
    if (name) {
      if (plain) pieces.push({ text: plain, mentioned: false });
      pieces.push({ text: name, mentioned: true });
      plain = "";
      place += name.length;
    } else {
      plain += text[place] ?? "";
      place += 1;
    }
  }
  return plain ? [...pieces, { text: plain, mentioned: false }] : pieces;
}
