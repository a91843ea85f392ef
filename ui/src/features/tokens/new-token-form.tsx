import { Button, Checkbox, Group, Select, SimpleGrid, Stack, TextInput } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { asProblem } from "@/api/problem";
import { useScopes, type useMakeToken } from "@/api/tokens";
import type { Scope } from "@/api/types";
import { usePlace } from "@/api/workspace";
import { Faces } from "@/components/faces";
import { Notice } from "@/components/notice";
import { rolesUpTo, type RoleName } from "@/lib/roles";

const ENDS = [{ value: "7", label: "In a week" }, { value: "30", label: "In 30 days" }, { value: "90", label: "In 90 days" }, { value: "365", label: "In a year" }, { value: "", label: "Never" }];

/** Name, role, scopes and end of a new token; it begins with reading alone. */
export function NewTokenForm({ make }: { make: ReturnType<typeof useMakeToken> }) {
  const { workspace } = usePlace();
  const known = useScopes();
  const [name, setName] = useState("");
  const [role, setRole] = useState<RoleName>(workspace.role);
  const [scopes, setScopes] = useState<string[]>(["read"]);
  const [days, setDays] = useState("90");
  const offered = (all: Scope[]) => all.filter(({ roles }) => roles.includes(role));
  const problem = make.error ? asProblem(make.error) : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const wanted = offered(known.data?.items ?? []).map(({ scope }) => scope).filter((scope) => scopes.includes(scope));
    make.mutate({ params: { path: { workspace_id: workspace.id } }, body: { name: name.trim(), role, scopes: wanted, days: days ? Number(days) : null } });
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        {problem && <Notice tone="red" role="alert">{problem.message} {problem.remedy}</Notice>}
        <TextInput label="Name" placeholder="Nightly export" required withAsterisk={false} maxLength={60} data-autofocus value={name} onChange={(event) => setName(event.currentTarget.value)} />
        <Group grow align="flex-start">
          <Select label="Role" data={rolesUpTo(workspace.role)} allowDeselect={false} value={role} onChange={(value) => value && setRole(value as RoleName)} />
          <Select label="Ends" data={ENDS} allowDeselect={false} value={days} onChange={(value) => setDays(value ?? "")} />
        </Group>
        <Faces query={known} shape="text">
          {({ items }) => (
            <Checkbox.Group label="Scopes" description="What the program may do. It never may more than you may yourself." value={scopes} onChange={setScopes}>
              <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="xs" mt="xs">
                {offered(items).map(({ scope, words }) => <Checkbox key={scope} value={scope} label={words.charAt(0).toUpperCase() + words.slice(1)} />)}
              </SimpleGrid>
            </Checkbox.Group>
          )}
        </Faces>
        <Button type="submit" loading={make.isPending} disabled={scopes.length === 0}>Make the token</Button>
      </Stack>
    </form>
  );
}
