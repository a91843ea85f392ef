import { Button, Group, Modal, PasswordInput, Select, Stack, TagsInput, Text, TextInput } from "@mantine/core";
import { useState, type ChangeEvent, type FormEvent } from "react";
import { asProblem } from "@/api/problem";
import { useChangeStepSecret, useMakeStepSecret, type NewStepSecret, type StepSecret } from "@/api/step-secrets";
import { useWorkspacePath } from "@/api/workspace";
import { notifyDone } from "@/components/notify";
import { SECRET_NAMES, SECRET_PARTS, emptySecret, knownOf, ofKind, type SecretKind } from "@/components/secret-kinds";

interface Props {
  /** The one that is changed; without it a new one is made. */
  secret?: StepSecret | undefined;
  /** Which kinds there are to choose from. */
  kinds: readonly SecretKind[];
  onClose: () => void;
  onMade?: (id: string) => void;
}

const HELP: Partial<Record<SecretKind, string>> = {
  address: "As the service gives it: the address of an incoming webhook of Slack or Teams, or one of Apprise such as mailto:// or tgram://. It is asked which service it is of, and nothing is sent.",
  oauth: "A token is fetched there with the client's secret, and renewed when it ends.",
};

/** Makes a secret, or writes it anew; what is secret of it is sealed at once and never shown again. */
export function SecretDialog({ secret, kinds, onClose, onMade }: Props) {
  const path = useWorkspacePath();
  const [make, change] = [useMakeStepSecret(), useChangeStepSecret()];
  const [draft, setDraft] = useState<NewStepSecret>(() => (secret ? knownOf(secret) : emptySecret(kinds.includes("bearer") ? "bearer" : (kinds[0] ?? "address"))));
  const set = (part: Partial<NewStepSecret>) => setDraft((before) => ({ ...before, ...part }));
  const problem = make.error || change.error ? asProblem(make.error ?? change.error) : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    const onSuccess = ({ id }: StepSecret) => {
      notifyDone(secret ? "The secret is changed for all that use it." : "The secret is sealed.");
      onMade?.(id);
      onClose();
    };
    if (secret) change.mutate({ params: { path: { ...path, secret_id: secret.id } }, body: ofKind(draft) }, { onSuccess });
    else make.mutate({ params: { path }, body: ofKind(draft) }, { onSuccess });
  };
  return (
    <Modal opened onClose={onClose} title={secret ? `Change ${secret.name}` : "New secret"}>
      <form onSubmit={submit} autoComplete="off">
        <Stack>
          <TextInput label="Name" required data-autofocus maxLength={100} value={draft.name} error={problem?.fields["name"]} onChange={(event) => set({ name: event.currentTarget.value })} />
          {!secret && kinds.length > 1 && (
            <Select label="Kind" data={kinds.map((value) => ({ value, label: SECRET_NAMES[value] }))} value={draft.kind} allowDeselect={false} onChange={(next) => next && set({ kind: next as SecretKind })} />
          )}
          {HELP[draft.kind] && <Text size="sm" c="dimmed">{HELP[draft.kind]}</Text>}
          {draft.kind !== "address" && (
            <TagsInput label="Hosts" description="It is sent to these and to no other. Enter after each." placeholder={draft.hosts.length > 0 ? "" : "api.example.com"} value={draft.hosts} error={problem?.fields["hosts"]} onChange={(hosts) => set({ hosts })} />
          )}
          {SECRET_PARTS[draft.kind].map(({ name, label, isSealed }) => {
            const common = { label, value: draft[name], error: problem?.fields[name], onChange: (event: ChangeEvent<HTMLInputElement>) => set({ [name]: event.currentTarget.value }) };
            return isSealed
              ? <PasswordInput key={name} {...common} autoComplete="new-password" placeholder={secret ? "Sealed; empty: it stays" : ""} visibilityToggleButtonProps={{ "aria-label": `Show ${label.toLowerCase()}` }} />
              : <TextInput key={name} {...common} />;
          })}
          {secret && draft.kind !== "address" && <Text size="sm" c="dimmed">For other hosts, or another address for tokens, what is sealed must be written again.</Text>}
          {problem && <Text size="sm" c="var(--tone-red)" role="alert">{problem.message} {problem.remedy}</Text>}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>Cancel</Button>
            <Button type="submit" loading={make.isPending || change.isPending} disabled={draft.name.trim() === ""}>{secret ? "Save" : "Seal it"}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
