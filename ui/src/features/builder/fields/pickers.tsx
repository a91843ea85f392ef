import { MultiSelect, Select } from "@mantine/core";
import { useAutomations } from "@/api/automations";
import { useCollections } from "@/api/collections";
import { useConnections } from "@/api/connections";
import { useMembers } from "@/api/members";
import { AddAccount } from "@/features/builder/fields/add-account";
import { useForm, useSaid } from "@/features/builder/fields/form-world";
import { Frame } from "@/features/builder/fields/frame";
import { text, texts } from "@/features/builder/fields/model/form";
import { RefreshLists } from "@/features/builder/fields/refresh-lists";
import type { SettingProps } from "@/features/builder/fields/setting";
import { useCollectionOf } from "@/features/builder/fields/use-collection-of";
import { typeWords } from "@/features/builder/fields/model/types-words";
import { wordsFor } from "@/lib/words";

interface Option {
  value: string;
  label: string;
}

interface PickerProps extends SettingProps {
  options: readonly Option[] | undefined;
  /** What "nothing chosen" means. */
  empty: string;
  aside?: React.ReactNode;
}

/** One of what there is, or several where the setting takes several. */
function Picker({ field, path, value, onChange, options, empty, aside }: PickerProps) {
  const { disabled } = useForm();
  const { wrong } = useSaid(path);
  const offered = options ?? [];
  const chosen = field.more["many"] === true ? texts(value) : [text(value)].filter(Boolean);
  const gone = options ? chosen.filter((one) => !offered.some((option) => option.value === one)).map((one) => ({ value: one, label: `${one} (not there any more)` })) : [];
  const common = {
    "aria-label": field.title, disabled, error: wrong !== "", data: [...offered, ...gone], searchable: offered.length > 8, placeholder: options ? empty : "Loading…",
    nothingFoundMessage: "Nothing is called so",
  };
  return (
    <Frame field={field} path={path} aside={aside}>
      {field.more["many"] === true
        ? <MultiSelect {...common} placeholder={chosen.length > 0 ? "" : common.placeholder} value={chosen} onChange={onChange} />
        : <Select {...common} clearable={!field.required} clearButtonProps={{ "aria-label": `Clear ${field.title}` }} value={chosen[0] ?? null} onChange={(next) => onChange(next ?? "")} />}
    </Frame>
  );
}

export function ConnectionSetting(props: SettingProps) {
  const connections = useConnections().data?.items.filter(({ status }) => status !== "disconnected");
  const options = connections?.map((one) => ({ value: one.id, label: `${one.organisation_name} (${one.provider_name})` }));
  const records = connections?.find((one) => one.is_records_ledger);
  const chosen = text(props.value) || records?.id || "";
  return <Picker {...props} options={options} empty={records ? `The records' ledger: ${records.organisation_name}` : "Choose"} aside={<>{chosen && <RefreshLists connection={chosen} />}<AddAccount /></>} />;
}

export function CollectionSetting(props: SettingProps) {
  const options = useCollections().data?.items.map(({ key, name }) => ({ value: key, label: name }));
  return <Picker {...props} options={options} empty="Choose a collection" />;
}

/** A field of the collection that another setting names. */
export function FieldSetting(props: SettingProps) {
  const collection = useCollectionOf(props.field.of);
  const types = texts(props.field.more["types"]);
  const fields = collection?.fields.filter(({ type }) => types.length === 0 || types.includes(type));
  const options = fields?.map(({ key, name, type }) => ({ value: key, label: `${name} (${typeWords(type)})` })) ?? [];
  return <Picker {...props} options={options} empty={collection ? "Choose a field" : "Choose the collection first"} />;
}

const KINDS = ["contact", "item", "invoice", "bill", "credit_note", "supplier_credit", "payment", "bank_transaction", "transfer", "journal"];

export function KindSetting(props: SettingProps) {
  const offered = props.field.options.length > 0 ? props.field.options.map(({ value }) => value) : texts(props.field.more["kinds"]);
  const kinds = offered.length > 0 ? offered : KINDS;
  return <Picker {...props} options={kinds.map((value) => ({ value, label: wordsFor(value) }))} empty="Any" />;
}

export function AutomationSetting(props: SettingProps) {
  const options = useAutomations().data?.items.map(({ id, name }) => ({ value: id, label: name }));
  return <Picker {...props} options={options} empty="Choose an automation" />;
}

export function MemberSetting(props: SettingProps) {
  const options = useMembers().data?.items.map(({ id, name, email }) => ({ value: id, label: name || email }));
  return <Picker {...props} options={options} empty="Choose a member" />;
}

/** A choice whose options are those of a field of the trigger's collection: the stages of a workflow. */
export function DependentChoice(props: SettingProps) {
  const { settings } = useForm();
  const collection = useCollectionOf("collection");
  const source = collection?.fields.find(({ key }) => key === text(settings[props.field.of]));
  const stages = source?.stages.map(({ key, name }) => ({ value: key ?? name, label: name })) ?? [];
  const own = source?.options.map((option) => ({ value: option, label: option })) ?? [];
  const truths = source?.type === "checkbox" ? [{ value: "true", label: "Yes" }] : [];
  return <Picker {...props} options={[...stages, ...own, ...truths]} empty={source ? "Choose" : "Choose the field first"} />;
}
