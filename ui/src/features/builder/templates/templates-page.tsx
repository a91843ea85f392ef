import { Button, Grid, Group, Stack, Text, Title, UnstyledButton } from "@mantine/core";
import { IconTemplate } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useCreateAutomation } from "@/api/automation-drafts";
import { useTemplates, type AutomationTemplate } from "@/api/automation-templates";
import { useWorkspacePath } from "@/api/workspace";
import { Allowed } from "@/components/allowed";
import { Empty } from "@/components/empty";
import { Faces } from "@/components/faces";
import { Notice } from "@/components/notice";
import { PageHeader } from "@/components/page-header";
import { Panel } from "@/components/panel";
import { SearchBox } from "@/components/search-box";
import { definitionFrom } from "@/features/builder/model/new-step";
import { useBuilderCatalogue } from "@/features/builder/model/use-catalogue";
import { OutlineView } from "@/features/builder/outline/outline-view";
import classes from "@/features/builder/templates/templates.module.css";

/** Whole automations by goal, each to be looked at before it is used. */
export function TemplatesPage() {
  const templates = useTemplates();
  const [search, setSearch] = useState("");
  const [chosen, choose] = useState("");
  return (
    <>
      <PageHeader title="Templates" about="Begin with an automation that works, and change what is different with you." crumbs={[{ label: "Automations", to: "/automations" }]} />
      <Faces query={templates} shape="cards" isEmpty={({ items }) => items.length === 0} empty={<Empty icon={IconTemplate} title="No templates">This Tieout carries none.</Empty>}>
        {({ items }) => {
          const found = items.filter(({ name, goal, about }) => `${name} ${goal} ${about}`.toLowerCase().includes(search.trim().toLowerCase()));
          const shown = found.find(({ key }) => key === chosen) ?? found[0];
          return (
            <Grid gap="lg">
              <Grid.Col span={{ base: 12, md: 6 }}>
                <Stack gap="md">
                  <Group><SearchBox label="Search templates" value={search} onChange={setSearch} /></Group>
                  {found.length === 0 && <Text c="dimmed" size="sm">No template is like that.</Text>}
                  {[...new Set(found.map(({ goal }) => goal))].map((goal) => (
                    <section key={goal} aria-label={goal}>
                      <Title order={2} fz="sm" mb={6}>{goal}</Title>
                      <Stack gap={6}>
                        {found.filter((one) => one.goal === goal).map((one) => (
                          <UnstyledButton key={one.key} className={classes.card} aria-pressed={one === shown} onClick={() => choose(one.key)}>
                            <Text size="sm" fw={600}>{one.name}</Text>
                            <Text size="sm" c="dimmed">{one.about}</Text>
                          </UnstyledButton>
                        ))}
                      </Stack>
                    </section>
                  ))}
                </Stack>
              </Grid.Col>
              <Grid.Col span={{ base: 12, md: 6 }}>{shown && <div className={classes.shown}><Preview key={shown.key} template={shown} /></div>}</Grid.Col>
            </Grid>
          );
        }}
      </Faces>
    </>
  );
}

/** What the template does, what it needs, and the way into the builder. */
function Preview({ template }: { template: AutomationTemplate }) {
  const path = useWorkspacePath();
  const navigate = useNavigate();
  const create = useCreateAutomation();
  const definition = definitionFrom({ ...template.definition });
  const catalogue = useBuilderCatalogue();
  const use = () =>
    create.mutate({ params: { path }, body: { name: template.name, template: template.key } }, {
      onSuccess: ({ id }) => void navigate({ to: "/automations/$automationId", params: { automationId: id } }),
    });
  return (
    <Panel
      title={template.name}
      about={template.about}
      actions={<Allowed to="edit_automations">{(disabled) => <Button disabled={disabled} loading={create.isPending} onClick={use}>Use template</Button>}</Allowed>}
    >
      {template.needs.length > 0 && (
        <Notice tone="amber" title="Needed first">
          <ul className={classes.needs}>{template.needs.map((need) => <li key={need}>{need}</li>)}</ul>
          You can begin without; the draft says what is missing.
        </Notice>
      )}
      <OutlineView definition={definition} catalogue={catalogue} marks={{}} selected={null} />
    </Panel>
  );
}
