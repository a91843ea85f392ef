/** Alerts, what they told, and secrets as the API gives them. */
import type { Alert, AlertMessage } from "@/api/alerts";
import type { StepSecret } from "@/api/step-secrets";
import { AT } from "@/testing/ledger-fixtures";

const alert = { enabled: true, members: [{ id: "m0", name: "admin@demo.example" }], addresses: [], told_at: null, made_by: "admin@demo.example", made_at: AT };

export const overdueAlert: Alert = {
  ...alert, id: "al1", name: "Late customers", kind: "overdue", kind_label: "An overdue balance is above an amount", told_at: AT,
  settings: { connection: null, side: "receivable", amount: "500.0000", currency: "GBP", each_contact: true },
};
export const digestAlert: Alert = {
  ...alert, id: "al2", name: "Monday morning", kind: "digest", kind_label: "A digest", enabled: false, addresses: [{ id: "s2", name: "Finance channel" }],
  settings: { every: "week", weekday: 0, hour: 8, zone: "Europe/London" },
};

export const sent: AlertMessage = {
  id: "n1", receiver: "admin@demo.example", subject: "Harbour & Sons: Late customers: one thing", text: "- 812.40 GBP overdue from Customer 17850 on 2 documents", is_test: false,
  state: "sent", error: "", made_at: AT, ended_at: AT,
};
export const lost: AlertMessage = { ...sent, id: "n2", receiver: "Finance channel", text: "- This is a test.", is_test: true, state: "failed", error: "The address answered 404." };

const secret = { hosts: ["api.example.com"], parts: {}, used_by: [], made_by: "admin@demo.example", made_at: AT, changed_at: AT };
export const bearer: StepSecret = { ...secret, id: "s1", name: "Shipping key", kind: "bearer", kind_label: "Bearer token", used_by: ["Create orders in the ledger", "Thank the customer"] };
export const channel: StepSecret = { ...secret, id: "s2", name: "Finance channel", kind: "address", kind_label: "Address for notifications", hosts: [], parts: { service: "Slack" } };
export const password: StepSecret = { ...secret, id: "s3", name: "Warehouse", kind: "basic", kind_label: "Name and password", parts: { username: "orders" } };
