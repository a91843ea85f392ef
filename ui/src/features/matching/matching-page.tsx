import { Button, Group, Stack } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { useConnections } from "@/api/connections";
import { useChangeMatchingRules, useMatchingRules, type MatchingRules } from "@/api/matching-rules";
import { asProblem } from "@/api/problem";
import { usePlace } from "@/api/workspace";
import { ButtonLink } from "@/components/button-link";
import { Empty } from "@/components/empty";
import { Faces } from "@/components/faces";
import { Notice } from "@/components/notice";
import { notifyDone } from "@/components/notify";
import { PageHeader } from "@/components/page-header";
import { Panel } from "@/components/panel";
import { StatusBadge } from "@/components/status-badge";
import { DetailChoices } from "@/features/matching/detail-choices";
import { Likelihood } from "@/features/matching/likelihood";
import { CONTACT_DETAILS, hindrance, isSame, ITEM_DETAILS, USUAL } from "@/features/matching/model/rules";
import { refusal } from "@/lib/permissions";

const route = getRouteApi("/shell/settings/integrations/matching/$connectionId");
const CRUMBS = [{ label: "Accounting Integration", to: "/settings/integrations" }];

/** By what it is told whether a record's contact or item is in a ledger already. */
export function MatchingPage() {
  const { connectionId } = route.useParams();
  const connections = useConnections();
  return (
    <Faces query={connections} shape="text">
      {({ items }) => {
        const ledger = items.find(({ id }) => id === connectionId);
        return ledger
          ? <Rules connectionId={connectionId} ledger={ledger.organisation_name} />
          : <Empty title="There is no such ledger" actions={<ButtonLink to="/settings/integrations">To the connections</ButtonLink>}>It may have been another workspace&apos;s.</Empty>;
      }}
    </Faces>
  );
}

function Rules({ connectionId, ledger }: { connectionId: string; ledger: string }) {
  const rules = useMatchingRules(connectionId);
  const isUsual = rules.data !== undefined && isSame(rules.data, USUAL);
  return (
    <>
      <PageHeader
        title={`Matching in ${ledger}`}
        badge={rules.data && <StatusBadge state="rules" label={isUsual ? "Usual rules" : "Own rules"} tone={isUsual ? "gray" : "violet"} />}
        about="Before something is created, Tieout looks whether it is there already. These rules say by what it is recognised, and when a person is asked. They hold from the next question on: links, and what people have decided, stay."
        crumbs={CRUMBS}
      />
      <Faces query={rules} shape="cards">{(known) => <Form key={JSON.stringify(known)} known={known} connectionId={connectionId} ledger={ledger} />}</Faces>
    </>
  );
}

function Form({ known, connectionId, ledger }: { known: MatchingRules; connectionId: string; ledger: string }) {
  const { workspace } = usePlace();
  const change = useChangeMatchingRules(connectionId);
  const [draft, setDraft] = useState(known);
  const set = (part: Partial<MatchingRules>) => setDraft({ ...draft, ...part });
  const mayNot = refusal(workspace, "edit_collections");
  const readOnly = mayNot !== "";
  const missing = hindrance(draft);
  const isChanged = !isSame(draft, known);
  const problem = change.error ? asProblem(change.error) : undefined;
  const save = () => change.mutate({ params: { path: { workspace_id: workspace.id, connection_id: connectionId } }, body: draft }, { onSuccess: () => notifyDone(`The rules of matching in ${ledger} are saved.`) });
  return (
    <form
      aria-label="Rules of matching"
      onSubmit={(event) => {
        event.preventDefault();
        if (isChanged && !missing) save();
      }}
    >
      <Stack gap="md">
        {readOnly && <Notice tone="gray" title="To be read only">{mayNot}</Notice>}
        <Panel title="Contacts">
          <DetailChoices label="What counts besides the name" description="A detail that is not ticked is as if nobody had said it." choices={CONTACT_DETAILS} value={draft.contact_details} readOnly={readOnly} onChange={(contact_details) => set({ contact_details })} />
        </Panel>
        <Panel title="Items">
          <DetailChoices
            label="What counts" description="Products and services. At least one of them." error={draft.item_details.length === 0 ? missing : undefined}
            choices={ITEM_DETAILS} value={draft.item_details} readOnly={readOnly} onChange={(item_details) => set({ item_details })}
          />
        </Panel>
        <Panel title="How likely it must be" about="Each possible match gets a likelihood from everything that agrees and differs; it is shown with its reasons.">
          <Likelihood rules={draft} error={draft.item_details.length > 0 ? missing : ""} readOnly={readOnly} onChange={set} />
        </Panel>
        {problem && <Notice tone="red" role="alert" title={problem.title}>{problem.message} {problem.remedy}</Notice>}
        {!readOnly && (
          <Group justify="space-between">
            <Button variant="default" disabled={isSame(draft, USUAL)} onClick={() => setDraft(USUAL)}>Back to the usual rules</Button>
            <Group gap="xs">
              <Button variant="default" disabled={!isChanged} onClick={() => setDraft(known)}>Discard changes</Button>
              <Button type="submit" disabled={!isChanged || missing !== ""} loading={change.isPending}>Save</Button>
            </Group>
          </Group>
        )}
      </Stack>
    </form>
  );
}
