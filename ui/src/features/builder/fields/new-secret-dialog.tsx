import { Button, Group, Modal, PasswordInput, Select, Stack, TagsInput, Text, TextInput } from "@mantine/core";
import { useState, type ChangeEvent, type FormEvent } from "react";
import { asProblem } from "@/api/problem";
import { useMakeStepSecret, type NewStepSecret } from "@/api/step-secrets";
import { useWorkspacePath } from "@/api/workspace";
import { notifyDone } from "@/components/notify";
import { SECRET_NAMES, SECRET_PARTS, emptySecret, ofKind, type SecretKind } from "@/features/builder/fields/model/secrets";

interface Props {
  isAddress: boolean;
  onClose: () => void;
  onMade: (id: string) => void;
}

/** Makes a secret; what is secret of it is sealed at once and never shown again. */
export function NewSecretDialog({ isAddress, onClose, onMade }: Props) {
  const path = useWorkspacePath();
  const make = useMakeStepSecret();
  const [draft, setDraft] = useState<NewStepSecret>(() => emptySecret(isAddress ? "address" : "bearer"));
  const set = (part: Partial<NewStepSecret>) => setDraft((before) => ({ ...before, ...part }));
  const problem = make.error ? asProblem(make.error) : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    make.mutate({ params: { path }, body: ofKind(draft) }, {
      onSuccess: ({ id }) => {
        notifyDone("The secret is sealed.");
        onMade(id);
        onClose();
      },
    });
  };
  const kinds = (Object.keys(SECRET_NAMES) as SecretKind[]).filter((one) => (one === "address") === isAddress);
  return (
    <Modal opened onClose={onClose} title="New secret">
      <form onSubmit={submit}>
        <Stack>
          <TextInput label="Name" required data-autofocus maxLength={100} value={draft.name} error={problem?.fields["name"]} onChange={(event) => set({ name: event.currentTarget.value })} />
          {kinds.length > 1 && (
            <Select label="Kind" data={kinds.map((value) => ({ value, label: SECRET_NAMES[value] }))} value={draft.kind} allowDeselect={false} onChange={(next) => next && set({ kind: next as SecretKind })} />
          )}
          {!isAddress && (
            <TagsInput label="Hosts" description="It is sent to these and to no other. Enter after each." placeholder="api.example.com" value={draft.hosts} error={problem?.fields["hosts"]} onChange={(hosts) => set({ hosts })} />
          )}
          {SECRET_PARTS[draft.kind].map(({ name, label, isSealed }) => {
            const common = { label, value: draft[name], error: problem?.fields[name], onChange: (event: ChangeEvent<HTMLInputElement>) => set({ [name]: event.currentTarget.value }) };
            return isSealed
              ? <PasswordInput key={name} {...common} autoComplete="new-password" visibilityToggleButtonProps={{ "aria-label": `Show ${label.toLowerCase()}` }} />
              : <TextInput key={name} {...common} />;
          })}
          {problem && <Text size="sm" c="var(--tone-red)" role="alert">{problem.message} {problem.remedy}</Text>}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>Cancel</Button>
            <Button type="submit" loading={make.isPending} disabled={draft.name.trim() === ""}>Seal it</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
