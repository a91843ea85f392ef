import { IconMapPinOff } from "@tabler/icons-react";
import { ButtonLink } from "@/components/button-link";
import { Empty } from "@/components/empty";

export function NotFound() {
  return (
    <Empty icon={IconMapPinOff} title="There is no such page" actions={<ButtonLink to="/">Go to Home</ButtonLink>}>
      The address may be old, or it belongs to another workspace.
    </Empty>
  );
}
