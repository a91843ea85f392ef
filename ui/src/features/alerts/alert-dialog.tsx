import { Button, Group, Modal, MultiSelect, Select, Stack, Switch, Text, TextInput } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { useMakeAlert, useSaveAlert, type Alert } from "@/api/alerts";
import { useMembers } from "@/api/members";
import { asProblem } from "@/api/problem";
import { useStepSecrets } from "@/api/step-secrets";
import { usePlace } from "@/api/workspace";
import { Notice } from "@/components/notice";
import { notifyDone } from "@/components/notify";
import { TextLink } from "@/components/text-link";
import { AlertTerms } from "@/features/alerts/alert-terms";
import { KINDS, KIND_OPTIONS, bodyOf, draftOf, type AlertKind, type RuleDraft } from "@/features/alerts/model/rules";

interface Props {
  /** Null for a new one. */
  alert: Alert | null;
  onClose: () => void;
}

/** What a rule looks for and who is told, made or changed. */
export function AlertDialog({ alert, onClose }: Props) {
  const { workspace } = usePlace();
  const path = { workspace_id: workspace.id };
  const [draft, setDraft] = useState<RuleDraft>(() => draftOf(alert));
  const set = (part: Partial<RuleDraft>) => setDraft((before) => ({ ...before, ...part }));
  const [make, save] = [useMakeAlert(), useSaveAlert()];
  const problem = make.error || save.error ? asProblem(make.error ?? save.error) : undefined;
  const fields = problem?.fields ?? {};
  const isNobodys = draft.members.length + draft.addresses.length === 0;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const onSuccess = () => {
      notifyDone(alert ? "The alert is kept." : "The alert is made. It tells what happens from now on.");
      onClose();
    };
    if (alert) save.mutate({ params: { path: { ...path, rule_id: alert.id } }, body: bodyOf(draft) }, { onSuccess });
    else make.mutate({ params: { path }, body: bodyOf(draft) }, { onSuccess });
  };
  return (
    <Modal opened onClose={onClose} title={alert ? `Edit ${alert.name}` : "New alert"} size="lg">
      <form onSubmit={submit}>
        <Stack>
          {problem && <Notice tone="red" role="alert">{problem.message} {problem.remedy}</Notice>}
          <TextInput label="Name" description="It stands in the subject of the message." required withAsterisk={false} maxLength={100} data-autofocus placeholder="Failed runs" value={draft.name} error={fields["name"]} onChange={(event) => set({ name: event.currentTarget.value })} />
          <Select label="Looks for" description={KINDS[draft.kind].about} data={KIND_OPTIONS} allowDeselect={false} value={draft.kind} onChange={(kind) => kind && set({ kind: kind as AlertKind })} />
          <AlertTerms kind={draft.kind} terms={draft.terms} fields={fields} onChange={(terms) => set({ terms: { ...draft.terms, ...terms } })} />
          <Receivers draft={draft} fields={fields} onChange={set} />
          <Switch label="On" checked={draft.enabled} onChange={(event) => set({ enabled: event.currentTarget.checked })} />
          <Group justify="flex-end" align="center">
            {isNobodys && <Text size="sm" c="dimmed" role="status">Choose who is told.</Text>}
            <Button variant="default" onClick={onClose}>Cancel</Button>
            <Button type="submit" loading={make.isPending || save.isPending} disabled={draft.name.trim() === "" || isNobodys}>{alert ? "Save" : "Make the alert"}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

interface ReceiversProps {
  draft: RuleDraft;
  fields: Record<string, string>;
  onChange: (part: Partial<RuleDraft>) => void;
}

function Receivers({ draft, fields, onChange }: ReceiversProps) {
  const members = useMembers();
  const secrets = useStepSecrets();
  const addresses = (secrets.data?.items ?? []).filter(({ kind }) => kind === "address");
  const unread = members.error ?? secrets.error;
  return (
    <>
      {unread && <Notice tone="red" role="alert">{asProblem(unread).message} {asProblem(unread).remedy}</Notice>}
      <MultiSelect
        label="Members" description="Each gets an e-mail." placeholder={draft.members.length > 0 ? "" : "Nobody"} searchable clearable clearButtonProps={{ "aria-label": "Clear members" }}
        data={(members.data?.items ?? []).map(({ id, email }) => ({ value: id, label: email }))} value={draft.members} error={fields["members"]} onChange={(chosen) => onChange({ members: chosen })}
      />
      <MultiSelect
        label="Addresses for notifications" placeholder={draft.addresses.length > 0 ? "" : "None"} searchable clearable clearButtonProps={{ "aria-label": "Clear addresses" }}
        description={<>Channels such as Slack or Teams, kept under <TextLink to="/settings/secrets" underline="always">Settings, Secrets</TextLink>.</>}
        data={addresses.map(({ id, name }) => ({ value: id, label: name }))} value={draft.addresses} error={fields["addresses"]} onChange={(chosen) => onChange({ addresses: chosen })}
        nothingFoundMessage="No address yet: make one under Settings, Secrets."
      />
    </>
  );
}
