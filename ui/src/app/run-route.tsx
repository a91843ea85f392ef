import { lazy, Suspense } from "react";
import { Loading } from "@/components/loading";
import { RunPage } from "@/features/runs/run-page";

// The canvas is large, and most look at the list.
const RunCanvas = lazy(() => import("@/features/builder/run-overlay/run-canvas").then((module) => ({ default: module.RunCanvas })));

/** A run, with the builder's canvas as one of the ways to look at its steps. */
export function RunRoute() {
  return <RunPage canvas={(props) => <Suspense fallback={<Loading shape="cards" />}><RunCanvas {...props} /></Suspense>} />;
}
