/** What a person needs to know before connecting a provider, and when it does not work. */
import type { Provider } from "@/api/types";

type ProviderKey = Provider["provider"];

export interface Guide {
  /** Who may allow it there, what to do, and what the provider cannot do whatever the settings. */
  before: string[];
  steps: string[];
  limits: string[];
}

const LAST_STEP = "You come back here, the page says that it is connected, and tax codes and ledger codes are read without a further click.";

export const GUIDES: Record<ProviderKey, Guide> = {
  xero: {
    before: [
      "You are a System Administrator of this workspace.",
      "In Xero you are an Adviser, or have the Standard role with all its parts. A read-only user of Xero cannot connect it.",
    ],
    steps: [
      "Choose Connect to Xero. The browser goes to Xero.",
      "Sign in there. The page names what is asked for: to read and write contacts, transactions and settings, and to stay connected while you are away.",
      "Tick the organisation, or several, and choose Allow access.",
      "Where several are allowed, Select Xero Organisation asks which one to use. Choose it, then Connect to Selected Organisation.",
      LAST_STEP,
    ],
    limits: [
      "Payments cannot be changed in Xero: they are deleted and made anew.",
      "Contacts are archived, never deleted.",
      "60 calls a minute and 5,000 a day for each organisation; 1,000 a day for apps of Xero's smallest tier.",
    ],
  },
  quickbooks: {
    before: [
      "You are a System Administrator of this workspace.",
      "In QuickBooks you are a primary or company administrator. A user with reports only or limited access cannot connect it.",
    ],
    steps: [
      "Choose Connect to QuickBooks. The browser goes to Intuit.",
      "Sign in there, and choose the company where you have several. One sign-in reaches one company.",
      "Choose Connect there.",
      LAST_STEP,
      "For another company later, choose Change Organisation in the menu: you sign in again and choose the other one.",
    ],
    limits: [
      "There are no drafts: an invoice or bill counts in the books as soon as it is made.",
      "Every line names a product or service, which says the account.",
      "500 calls a minute, 10 a second; document numbers have at most 21 characters.",
    ],
  },
  sage: {
    before: [
      "You are a System Administrator of this workspace.",
      "In Sage you are the owner of the business, or a user with full access. A read-only user of Sage cannot connect it.",
    ],
    steps: [
      "Choose Connect to Sage. The browser goes to Sage.",
      "Sign in there and choose Allow.",
      "Where you have several businesses, Select Sage Accounting Organisation asks which one to use. Choose it, then Connect to Selected Organisation.",
      LAST_STEP,
    ],
    limits: [
      "Sage tells no changes by itself: they are asked for every quarter of an hour, or as often as this installation is set to.",
      "Sage numbers sales documents itself; our number stands in their reference.",
      "A sign-in that is not used for 31 days ends.",
    ],
  },
};

export interface Problem {
  seen: string;
  means: string;
  remedy: string;
}

export const PROBLEMS: Problem[] = [
  {
    seen: "“The consent was refused”",
    means: "Access was denied at the provider, or the person there may only read.",
    remedy: "Connect again and sign in as somebody who may change the books and allow apps.",
  },
  {
    seen: "Connect is greyed out",
    means: "Your role may not connect, the installation has no app at that provider yet, or the integration is switched off for this workspace.",
    remedy: "Hover over the button: it says which of these it is, and who can change it.",
  },
  {
    seen: "“This sign-in has expired or was begun by somebody else”",
    means: "The visit at the provider took longer than an hour, or another person finished it.",
    remedy: "Connect again, and finish in the same browser.",
  },
  {
    seen: "The provider says that the redirect address is wrong",
    means: "The address in the provider's app and that of this installation do not agree letter by letter.",
    remedy: "The administrator of the installation compares them: TIEOUT_BASE_URL, then /oauth/ and the provider, then /callback.",
  },
  {
    seen: "Needs reconnecting",
    means: "The provider refuses us: access was withdrawn there, the person left, or nobody used it for weeks.",
    remedy: "Choose Reconnect and sign in there. Links are kept, and what waits goes on.",
  },
  {
    seen: "The organisation is not in the list",
    means: "The person who signed in does not reach it, or did not tick it.",
    remedy: "Connect again with somebody who does, and tick it at the provider. At QuickBooks, sign in to the other company.",
  },
  {
    seen: "“The limit of calls is reached”",
    means: "The provider allows so many calls a minute and a day; other apps may use the same organisation.",
    remedy: "Nothing: it goes on by itself, and postings come before reading. Show health says how many are left.",
  },
  {
    seen: "A change made in the ledger does not show here",
    means: "It was not told, and the next reading has not come.",
    remedy: "Show health says when it was last read. Choose Read now, or Sync on the record.",
  },
  {
    seen: "A tax code or ledger code is missing",
    means: "It was made in the ledger after the latest reading, or is archived there.",
    remedy: "Choose Sync Reference Data in the menu of the connection.",
  },
  {
    seen: "“The stored sign-in cannot be read”",
    means: "The key file of this installation is not the one that sealed it.",
    remedy: "The administrator of the installation brings back the key file; or Reconnect.",
  },
];
