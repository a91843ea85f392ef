/** The rules of matching as people set them: which details count, and from how likely on what is done. */
import type { MatchingRules } from "@/api/matching-rules";

export type ContactDetail = MatchingRules["contact_details"][number];
export type ItemDetail = MatchingRules["item_details"][number];

interface Told<Detail> {
  detail: Detail;
  label: string;
  about: string;
}

export const CONTACT_DETAILS: readonly Told<ContactDetail>[] = [
  { detail: "tax_number", label: "Tax number", about: "With the name it proves that they are the same. Another one: nothing is linked without a person." },
  { detail: "company_number", label: "Company number", about: "Counts like the tax number." },
  { detail: "account_number", label: "Account number", about: "Counts like the tax number. Leave it out where each system gives numbers of its own." },
  { detail: "email", label: "E-mail address", about: "With the same name it proves it, unless others have the same address. The same domain is a hint." },
  { detail: "phone", label: "Telephone number", about: "Counts like the e-mail address, however the number is written." },
  { detail: "address", label: "Address", about: "Only the whole address proves something; a similar one, or the same town, is a hint." },
  { detail: "person", label: "Contact person", about: "A hint." },
];

export const ITEM_DETAILS: readonly Told<ItemDetail>[] = [
  { detail: "code", label: "Code", about: "The same code, which no other item has, is the same item. Leave it out where each system gives codes of its own." },
  { detail: "name", label: "Name", about: "Spelling and the order of words are forgiven; another size or model number is another item." },
];

/** At this likelihood nothing is ever linked without a person. */
export const NEVER = 100;
export const CERTAIN_MIN = 50;
export const ASKED_MIN = 5;
export const ASKED_MAX = 95;

/** Those that hold where nobody has set any. */
export const USUAL: MatchingRules = {
  contact_details: CONTACT_DETAILS.map(({ detail }) => detail),
  item_details: ITEM_DETAILS.map(({ detail }) => detail),
  certain_percent: 97,
  asked_percent: 30,
};

export function isSame(one: MatchingRules, other: MatchingRules): boolean {
  const told = ({ contact_details, item_details, certain_percent, asked_percent }: MatchingRules) => [[...contact_details].sort(), [...item_details].sort(), certain_percent, asked_percent];
  return JSON.stringify(told(one)) === JSON.stringify(told(other));
}

/** What stands in the way of saving them, in words; empty when nothing does. */
export function hindrance({ item_details, certain_percent, asked_percent }: MatchingRules): string {
  if (item_details.length === 0) return "Items need something to be matched by. Choose their code, their name, or both.";
  if (asked_percent >= certain_percent) return "What is linked by itself must be more likely than what is asked. Raise the one or lower the other.";
  return "";
}

/** What becomes of a likely match, from the least likely on. */
export function zones({ certain_percent, asked_percent }: MatchingRules) {
  const linked = certain_percent < NEVER ? [{ key: "linked", from: certain_percent, to: 100, label: "Linked by itself", about: "If an identifier proves it, too; otherwise a person is asked." }] : [];
  return [
    { key: "other", from: 0, to: asked_percent, label: "Counts as another", about: "It is not offered, and a new one can be created." },
    { key: "asked", from: asked_percent, to: certain_percent, label: "A person is asked", about: "On the record, or in the Inbox." },
    ...linked,
  ];
}
