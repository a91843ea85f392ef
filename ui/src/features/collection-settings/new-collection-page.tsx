import { Button, Group, Radio, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState, type FormEvent } from "react";
import { useCreateCollection, useTemplates } from "@/api/collection-settings";
import { asProblem } from "@/api/problem";
import { useWorkspacePath } from "@/api/workspace";
import { Allowed } from "@/components/allowed";
import { ButtonLink } from "@/components/button-link";
import { Faces } from "@/components/faces";
import { notifyDone } from "@/components/notify";
import { PageHeader } from "@/components/page-header";
import { Panel } from "@/components/panel";
import classes from "@/features/collection-settings/new-collection.module.css";

const BLANK = { key: "", name: "Blank", description: "One field, the name; add what you need.", fields: [{ name: "Name", type: "text" }] };

/** A collection of one's own: from a template, or blank. */
export function NewCollectionPage() {
  const templates = useTemplates();
  const [template, setTemplate] = useState("");
  const [typed, setTyped] = useState<string | null>(null);
  const path = useWorkspacePath();
  const create = useCreateCollection();
  const navigate = useNavigate();
  const problem = create.error ? asProblem(create.error) : undefined;
  return (
    <>
      <PageHeader title="New collection" about="What do you want to keep records of?" crumbs={[{ label: "Collections", to: "/collections" }]} />
      <Faces query={templates} shape="cards">
        {({ items }) => {
          const name = typed ?? items.find(({ key }) => key === template)?.name ?? "";
          const submit = (event: FormEvent) => {
            event.preventDefault();
            create.mutate({ params: { path }, body: { name, template, description: "" } }, {
              onSuccess: (made) => {
                notifyDone(`Made ${made.name}`);
                void navigate({ to: "/collections/$key/settings/$tab", params: { key: made.key, tab: "fields" } });
              },
            });
          };
          return (
            <form onSubmit={submit}>
              <Stack>
                <Radio.Group label="Begin with" value={template} onChange={setTemplate}>
                  <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} spacing="md" mt="xs">
                    {[...items, BLANK].map((one) => (
                      <Radio.Card key={one.key} value={one.key} p="md" radius="md" className={classes.card} aria-label={one.name}>
                        <Group wrap="nowrap" align="flex-start">
                          <Radio.Indicator mt={2} />
                          <div>
                            <Text fw={600}>{one.name}</Text>
                            <Text size="sm" c="dimmed">{one.description}</Text>
                            <Text size="xs" c="dimmed" mt={6}>{one.fields.map((field) => field.name).join(", ")}</Text>
                          </div>
                        </Group>
                      </Radio.Card>
                    ))}
                  </SimpleGrid>
                </Radio.Group>
                <Panel>
                  <Stack maw={480}>
                    <TextInput
                      label="Name" placeholder="Such as Customers" required maxLength={100} value={name}
                      error={problem && (problem.fields["name"] ?? `${problem.message} ${problem.remedy}`)} onChange={(event) => setTyped(event.currentTarget.value)}
                    />
                    <Group>
                      <Allowed to="edit_collections">
                        {(disabled) => <Button type="submit" disabled={disabled || name.trim() === ""} loading={create.isPending}>Make the collection</Button>}
                      </Allowed>
                      <ButtonLink to="/collections" variant="default">Cancel</ButtonLink>
                    </Group>
                  </Stack>
                </Panel>
              </Stack>
            </form>
          );
        }}
      </Faces>
    </>
  );
}
