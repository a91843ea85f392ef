import { Stack } from "@mantine/core";
import { usePolicies } from "@/api/policies";
import { Faces } from "@/components/faces";
import { PageHeader } from "@/components/page-header";
import { SettingsTabs } from "@/components/settings-tabs";
import { PeoplePolicies } from "@/features/policies/people-policies";
import { SingleSignOnPolicy } from "@/features/policies/single-sign-on-policy";

/** What the workspace asks of its people. */
export function PoliciesPage() {
  const policies = usePolicies();
  return (
    <>
      <PageHeader title="Settings" />
      <SettingsTabs here="/settings/policies" />
      <Faces query={policies} shape="cards">
        {(now) => (
          <Stack maw={820}>
            <PeoplePolicies now={now} />
            <SingleSignOnPolicy key={now.sso_domains.join()} now={now} />
          </Stack>
        )}
      </Faces>
    </>
  );
}
