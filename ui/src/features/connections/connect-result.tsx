import { Alert } from "@mantine/core";
import { IconAlertCircle, IconCircleCheck } from "@tabler/icons-react";

interface Props {
  connected: string | undefined;
  error: string | undefined;
  onClose: () => void;
}

/** How the visit at the provider ended. */
export function ConnectResult({ connected, error, onClose }: Props) {
  if (error) {
    return (
      <Alert color="red" variant="outline" title="Not connected" icon={<IconAlertCircle aria-hidden />} withCloseButton closeButtonLabel="Close" onClose={onClose} role="alert">
        {error}
      </Alert>
    );
  }
  if (!connected) return null;
  return (
    <Alert
      icon={<IconCircleCheck aria-hidden />}
      withCloseButton
      closeButtonLabel="Close"
      onClose={onClose}
      role="status"
      styles={{ root: { background: "var(--tone-green-bg)" }, icon: { color: "var(--tone-green)" }, title: { color: "var(--tone-green)" } }}
      title={`Successfully connected to ${connected}`}
    />
  );
}
