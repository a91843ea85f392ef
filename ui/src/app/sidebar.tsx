import { Box, Kbd, ScrollArea, UnstyledButton } from "@mantine/core";
import { spotlight } from "@mantine/spotlight";
import { IconSearch } from "@tabler/icons-react";
import { Link, useLocation } from "@tanstack/react-router";
import { useHome } from "@/api/home";
import { Logo } from "@/app/logo";
import { PLACES, isHere } from "@/app/navigation";
import { UserMenu } from "@/app/user-menu";
import { WorkspaceName } from "@/app/workspace-name";
import classes from "@/app/sidebar.module.css";

/** Where one can go; the open exceptions are counted beside Inbox. */
export function Sidebar({ onGo }: { onGo: () => void }) {
  const { pathname } = useLocation();
  const open = useHome().data?.exceptions_open ?? 0;
  return (
    <>
      <Box className={classes.top}>
        <Box visibleFrom="md" mb={14}><Logo /></Box>
        <WorkspaceName />
        <UnstyledButton className={classes.search} onClick={spotlight.open}>
          <IconSearch size={15} aria-hidden />
          <span>Find anything</span>
          <Kbd className={classes.key} size="xs">Ctrl K</Kbd>
        </UnstyledButton>
      </Box>
      <ScrollArea className={classes.places} type="never">
        {PLACES.map((place) => (
          <Link
            key={place.to}
            to={place.to}
            className={classes.place}
            data-here={isHere(place, pathname) || undefined}
            aria-current={isHere(place, pathname) ? "page" : undefined}
            onClick={onGo}
          >
            <place.icon size={18} stroke={1.7} aria-hidden />
            <span>{place.label}</span>
            {place.to === "/inbox" && open > 0 && (
              <span className={classes.count} aria-label={`${open} open exceptions`}>{open > 999 ? "999+" : open}</span>
            )}
          </Link>
        ))}
      </ScrollArea>
      <Box className={classes.bottom}><UserMenu onGo={onGo} /></Box>
    </>
  );
}
