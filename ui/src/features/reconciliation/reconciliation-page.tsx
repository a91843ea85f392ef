import { IconChecklist } from "@tabler/icons-react";
import { ButtonLink } from "@/components/button-link";
import { Empty } from "@/components/empty";
import { PageHeader } from "@/components/page-header";
import { Panel } from "@/components/panel";

export function ReconciliationPage() {
  return (
    <>
      <PageHeader title="Reconciliation" about="Lines of bank statements and the documents and payments that they are." />
      <Panel>
        <Empty icon={IconChecklist} title="No bank statement here" actions={<ButtonLink to="/reports" variant="default">Tie out the ledgers</ButtonLink>}>
          This is the place of statement lines that wait for their match: an invoice, a bill, several of them, or a payment.
          Whether records and ledgers agree is proved in Reports.
        </Empty>
      </Panel>
    </>
  );
}
