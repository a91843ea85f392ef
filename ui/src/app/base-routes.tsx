import { createRootRoute, createRoute } from "@tanstack/react-router";
import { Shell } from "@/app/shell";

export const root = createRootRoute();
export const shell = createRoute({ getParentRoute: () => root, id: "shell", component: Shell });
