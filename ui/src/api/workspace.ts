import { createContext, useContext } from "react";
import type { Me, MyWorkspace } from "@/api/types";

export interface Place {
  me: Me;
  workspace: MyWorkspace;
  choose: (workspaceId: string) => void;
}

/** Who is here, and in which workspace. */
export const PlaceContext = createContext<Place | null>(null);

export function usePlace(): Place {
  const place = useContext(PlaceContext);
  if (!place) throw new Error("usePlace is used outside the signed-in part of the page");
  return place;
}

/** The path parameter that nearly every call takes. */
export function useWorkspacePath(): { workspace_id: string } {
  return { workspace_id: usePlace().workspace.id };
}
