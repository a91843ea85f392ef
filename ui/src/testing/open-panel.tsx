import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from "@tanstack/react-router";
import { MantineProvider } from "@mantine/core";
import { ModalsProvider } from "@mantine/modals";
import { Notifications } from "@mantine/notifications";
import { QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { PlaceContext, type Place } from "@/api/workspace";
import { createQueries } from "@/app/queries";
import { theme } from "@/app/theme";
import { apply, type Operation } from "@/features/builder/model/operations";
import { findStep } from "@/features/builder/model/steps";
import { TRIGGER, type Definition, type Sample } from "@/features/builder/model/types";
import { BuilderContext, type Builder } from "@/features/builder/model/use-builder";
import { StepPanel } from "@/features/builder/panel/step-panel";
import { me } from "@/testing/fixtures";
import { catalogue, definition as draft, pills } from "@/testing/panel-fixtures";

/** What the panel has made of the draft. */
class Seen {
  definition: Definition;

  constructor(definition: Definition) {
    this.definition = definition;
  }

  apply(operation: Operation): Definition {
    this.definition = apply(this.definition, operation);
    return this.definition;
  }
}

const place: Place = { me, workspace: me.workspaces[0] as Place["workspace"], choose: () => undefined };

function Held({ selected, more, seen }: { selected: string | null; more: Partial<Builder>; seen: Seen }) {
  const [definition, setDefinition] = useState(seen.definition);
  const [sample, chooseSample] = useState<Sample | null>(null);
  const position = selected === TRIGGER || selected === null ? selected : (findStep(definition, selected)?.position ?? null);
  const builder: Builder = {
    automationId: "a1", definition, selected, position, select: () => undefined, wanted: null, problems: [], pills, catalogue, readOnly: false, testWish: 0, sample,
    chooseSample, change: (operation) => setDefinition(seen.apply(operation)),
    ...more,
  };
  return <BuilderContext value={builder}><StepPanel /></BuilderContext>;
}

/** Opens the builder's panel alone, over a draft that it can change. */
export async function openPanel(selected: string | null, { definition = draft, ...more }: Partial<Builder> = {}) {
  const queries = createQueries();
  queries.setDefaultOptions({ queries: { retry: false, staleTime: 0 } });
  const seen = new Seen(definition);
  const root = createRootRoute({ component: () => <PlaceContext value={place}><Held selected={selected} more={more} seen={seen} /></PlaceContext> });
  const router = createRouter({ routeTree: root, history: createMemoryHistory({ initialEntries: ["/"] }) });
  render(
    <MantineProvider theme={theme} env="test">
      <QueryClientProvider client={queries}>
        <ModalsProvider>
          <Notifications />
          <RouterProvider router={router as never} />
        </ModalsProvider>
      </QueryClientProvider>
    </MantineProvider>,
  );
  await screen.findByRole("region", { name: "Settings of what is selected" });
  const stepOf = (id: string) => findStep(seen.definition, id)?.step;
  return { user: userEvent.setup(), seen, stepOf };
}
