import { Anchor, Select, Stack, Text } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { useCollections } from "@/api/collections";
import { useTemplateAddress, useUploadFile } from "@/api/imports";
import { asProblem } from "@/api/problem";
import { usePlace } from "@/api/workspace";
import { Faces } from "@/components/faces";
import { PageHeader } from "@/components/page-header";
import { Panel } from "@/components/panel";
import { Notice } from "@/components/notice";
import { DropFile } from "@/features/imports/drop-file";
import { ImportSteps } from "@/features/imports/import-steps";
import { refusal } from "@/lib/permissions";

const route = getRouteApi("/shell/imports/new");

/** The first step: which file, into which collection. */
export function UploadPage() {
  const { collection } = route.useSearch();
  const navigate = route.useNavigate();
  const collections = useCollections();
  const upload = useUploadFile();
  const template = useTemplateAddress();
  const reason = refusal(usePlace().workspace, "import");
  const [chosen, choose] = useState(collection ?? "");
  return (
    <>
      <PageHeader
        title="Import a file"
        about="From a CSV file or a workbook to records, in four steps. Nothing is written before you have seen it."
        crumbs={[{ label: "Collections", to: "/collections" }, { label: "Imports", to: "/imports" }]}
      />
      <ImportSteps at={0} />
      <Panel>
        <Faces query={collections} shape="text">
          {({ items }) => {
            const key = items.find((one) => one.key === chosen)?.key ?? items.find((one) => one.key === "orders")?.key ?? items[0]?.key ?? "";
            return (
              <Stack gap="lg">
                <Select
                  label="Collection"
                  description="What a row of the file belongs to. Customers and products named in orders are filled as well."
                  allowDeselect={false}
                  maw={420}
                  data={items.map((one) => ({ value: one.key, label: one.name }))}
                  value={key}
                  onChange={(value) => choose(value ?? "")}
                />
                <Text size="sm"><Anchor inherit underline="always" href={template(key)} download>Download a template</Anchor> with a column for each field of this collection.</Text>
                {reason && <Notice tone="gray">{reason}</Notice>}
                {upload.error && <Notice tone="red" role="alert">{asProblem(upload.error).message} {asProblem(upload.error).remedy}</Notice>}
                <DropFile
                  busy={upload.isPending}
                  disabled={reason !== ""}
                  onFile={(file) =>
                    upload.mutate(
                      { file, collection: key },
                      { onSuccess: ({ id }) => void navigate({ to: "/imports/$importId", params: { importId: id } }) },
                    )}
                />
              </Stack>
            );
          }}
        </Faces>
      </Panel>
    </>
  );
}
