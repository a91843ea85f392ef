import type { Json } from "@/features/builder/model/types";
import type { FormField } from "@/features/builder/fields/model/form";

/** What every input of a setting is given; `path` is the setting's name with those that hold it (`cases.0.condition`). */
export interface SettingProps {
  field: FormField;
  path: string;
  value: Json | undefined;
  onChange: (value: Json) => void;
}
