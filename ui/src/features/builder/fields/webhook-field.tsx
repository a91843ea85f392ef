import { Button, NumberInput, PasswordInput, Select, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useAutomation } from "@/api/automations";
import { useMakeWebhook } from "@/api/automation-tests";
import { useWorkspacePath } from "@/api/workspace";
import { Allowed } from "@/components/allowed";
import { CopyField } from "@/components/copy-field";
import { Notice } from "@/components/notice";
import { Sure } from "@/components/sure";
import { useForm } from "@/features/builder/fields/form-world";
import { Frame } from "@/features/builder/fields/frame";
import { isObject, text } from "@/features/builder/fields/model/form";
import type { SettingProps } from "@/features/builder/fields/setting";
import type { Json } from "@/features/builder/model/types";
import { useBuilder } from "@/features/builder/model/use-builder";

const WAYS = [
  { value: "none", label: "By the secret address alone" },
  { value: "token", label: "By a token in a header" },
  { value: "signature", label: "By a signature of the body in a header" },
];
const SCHEMES = [
  { value: "plain", label: "The body alone (X-Signature: sha256=…)" },
  { value: "timestamped", label: "Time and body (t=…,v1=…)" },
  { value: "standard", label: "Standard Webhooks (webhook-id, webhook-timestamp, webhook-signature)" },
];
const HEADERS: Record<string, string> = { token: "Authorization", signature: "X-Signature" };
const HELP: Record<string, string> = {
  token: "The caller sends the secret in this header.",
  signature: "The caller signs with the secret: HMAC with SHA-256.",
};
const AGAIN_MINUTES = 10;
const DAY_MINUTES = 1440;

/** How an outside system shows that it may, and the address that it calls. */
export function WebhookSetting({ field, path, value, onChange }: SettingProps) {
  const { disabled } = useForm();
  const held = isObject(value) ? value : {};
  const auth = text(held["auth"]) || "none";
  const scheme = text(held["scheme"]) || "plain";
  const again = typeof held["same_body_minutes"] === "number" ? held["same_body_minutes"] : AGAIN_MINUTES;
  const set = (next: { [name: string]: Json }) => onChange({ auth, scheme, header: text(held["header"]), same_body_minutes: again, ...next });
  return (
    <Frame field={field} path={path}>
      <Stack gap="sm" mt={4}>
        <Select aria-label={field.title} data={WAYS} value={auth} allowDeselect={false} disabled={disabled} onChange={(next) => set({ auth: next ?? "none", header: HEADERS[next ?? ""] ?? "" })} />
        {auth === "signature" && <Select label="What is signed" data={SCHEMES} value={scheme} allowDeselect={false} disabled={disabled} onChange={(next) => set({ scheme: next ?? "plain" })} />}
        {auth !== "none" && !(auth === "signature" && scheme === "standard") && (
          <TextInput label="Header" description={HELP[auth]} disabled={disabled} value={text(held["header"])} onChange={(event) => set({ header: event.currentTarget.value })} />
        )}
        <NumberInput
          label="The same body again is the same event, within minutes" description="For callers that send no id of their own. 0: each call is another event." min={0} max={DAY_MINUTES} allowDecimal={false} clampBehavior="strict"
          disabled={disabled} value={again} onChange={(next) => next !== "" && set({ same_body_minutes: Number(next) })}
        />
        <Address needsSecret={auth !== "none"} />
      </Stack>
    </Frame>
  );
}

function Address({ needsSecret }: { needsSecret: boolean }) {
  const { automationId } = useBuilder();
  const webhook = useAutomation(automationId).data?.webhook;
  const rotate = useMakeWebhook();
  const [theirs, setTheirs] = useState("");
  const params = { path: { ...useWorkspacePath(), automation_id: automationId } };
  const start = () => rotate.mutate({ params, body: { rotate: true, secret: needsSecret ? theirs : "" } }, { onSuccess: () => setTheirs("") });
  const made = rotate.data;
  const url = made?.url ?? webhook?.url;
  const make = (ask: () => void) => (
    <Allowed to="edit_automations">
      {(refused) => <Button variant="default" size="compact-sm" w="fit-content" disabled={refused} loading={rotate.isPending} onClick={ask}>{url ? "Make a new address and secret" : "Make the address"}</Button>}
    </Allowed>
  );
  return (
    <Stack gap="xs">
      {url ? <CopyField label="Address" value={url} /> : <Text size="sm" c="dimmed">It has no address yet.</Text>}
      {made && (
        <Notice tone="amber" title="The secret is shown this once">
          <Stack gap="xs">
            <span>Give it to the calling system now; afterwards only a new one can be made.</span>
            <CopyField label="Secret" value={made.secret} />
          </Stack>
        </Notice>
      )}
      {!made && url && needsSecret && !webhook?.has_secret && <Notice tone="amber">There is no secret yet, so every call is refused. Make a new address and secret.</Notice>}
      {needsSecret && (
        <PasswordInput
          label="Secret of the calling system" description="Where it has one of its own. Empty: a secret is made here." autoComplete="new-password" visibilityToggleButtonProps={{ "aria-label": "Show what is typed" }}
          value={theirs} onChange={(event) => setTheirs(event.currentTarget.value)}
        />
      )}
      {url
        ? <Sure title="Make a new address and secret?" act="Make new ones" onAct={start} by={make}>What calls the old address is refused from then on, until it is given the new one.</Sure>
        : make(start)}
    </Stack>
  );
}
