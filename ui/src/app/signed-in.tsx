import { AppShell } from "@mantine/core";
import { useDisclosure, useLocalStorage } from "@mantine/hooks";
import { Outlet, useLocation } from "@tanstack/react-router";
import { useMemo } from "react";
import { LiveContext, useLiveStore } from "@/api/live";
import type { Me } from "@/api/types";
import { PlaceContext } from "@/api/workspace";
import { KeysHelp } from "@/app/keys-help";
import { NarrowHeader } from "@/app/narrow-header";
import { Sidebar } from "@/app/sidebar";
import { FindEverything } from "@/app/find-everything";
import classes from "@/app/signed-in.module.css";
import { SecondStepNeeded } from "@/features/account/second-step-needed";

/** The frame around every page: navigation at the left, the page at the right. */
export function SignedIn({ me }: { me: Me }) {
  const [chosen, choose] = useLocalStorage({ key: "tieout-workspace", defaultValue: "" });
  const [open, menu] = useDisclosure(false);
  const { pathname } = useLocation();
  const workspace = me.workspaces.find(({ id }) => id === chosen) ?? me.workspaces[0];
  const place = useMemo(() => (workspace ? { me, workspace, choose } : null), [me, workspace, choose]);
  const live = useLiveStore(workspace?.needs_second_step ? "" : workspace?.id ?? "");
  if (workspace?.needs_second_step) return <PlaceContext value={place}><SecondStepNeeded /></PlaceContext>;
  return (
    <PlaceContext value={place}>
      <LiveContext value={live}>
        <a className="skip-link" href="#page">Skip to the page</a>
        <AppShell
          header={{ height: { base: 56, md: 0 } }}
          navbar={{ width: 244, breakpoint: "md", collapsed: { mobile: !open } }}
          padding={0}
        >
          <NarrowHeader open={open} onToggle={menu.toggle} />
          <AppShell.Navbar withBorder={false} aria-label="Main" className={classes.side}>
            <Sidebar onGo={menu.close} />
          </AppShell.Navbar>
          <AppShell.Main id="page" tabIndex={-1} className={classes.main}>
            <div className={classes.page} key={`${workspace?.id}${pathname.split("/")[1]}`}>
              <Outlet />
            </div>
          </AppShell.Main>
        </AppShell>
        <FindEverything />
        <KeysHelp />
      </LiveContext>
    </PlaceContext>
  );
}
