import { getRouteApi } from "@tanstack/react-router";
import { useBuilderAutomation } from "@/api/automation-drafts";
import { Faces } from "@/components/faces";
import { BuilderScreen } from "@/features/builder/page/builder-screen";

const route = getRouteApi("/shell/automations/$automationId");

/** An automation in the builder: `view` and the selected `step` stand in the address. */
export function BuilderPage() {
  const { automationId } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const automation = useBuilderAutomation(automationId);
  return (
    <Faces query={automation} shape="text">
      {(body) => (
        <BuilderScreen
          key={body.id}
          automation={body}
          start={search.step ?? null}
          view={search.view === "outline" ? "outline" : "canvas"}
          shows={search.show === "live" && body.definition ? "live" : "draft"}
          onAddress={(change) => void navigate({ search: (known) => ({ ...known, ...change }), replace: true })}
        />
      )}
    </Faces>
  );
}
