import { useMemo } from "react";
import { QueryBuilder, type RuleGroupType } from "react-querybuilder";
import { AddButton, Chooser, NotSwitch, RemoveButton } from "@/components/conditions/condition-controls";
import type { ConditionField } from "@/components/conditions/condition-fields";
import { ConditionValue } from "@/components/conditions/condition-value";
import classes from "@/components/conditions/conditions.module.css";
import { operatorsOf } from "@/lib/conditions";

interface Props {
  /** Of what the conditions are, for screen readers. */
  label: string;
  fields: ConditionField[];
  query: RuleGroupType;
  /** Whether a field may be compared with another one. */
  compares?: boolean;
  onChange: (query: RuleGroupType) => void;
}

const CONTROLS = {
  addRuleAction: AddButton,
  addGroupAction: AddButton,
  removeRuleAction: RemoveButton,
  removeGroupAction: RemoveButton,
  fieldSelector: Chooser,
  operatorSelector: Chooser,
  combinatorSelector: Chooser,
  valueSourceSelector: Chooser,
  notToggle: NotSwitch,
  valueEditor: ConditionValue,
};
const TITLES = {
  fields: { title: "Field" }, operators: { title: "Comparison" }, combinators: { title: "And or or" }, value: { title: "Value" }, valueSourceSelector: { title: "Compare with" },
  addRule: { title: "Add condition" }, addGroup: { title: "Add group" }, removeRule: { title: "Remove condition" }, removeGroup: { title: "Remove group" },
};
const SOURCES = [{ name: "value", value: "value", label: "a value" }, { name: "field", value: "field", label: "a field" }] as const;

/** Conditions in groups, each with the comparisons and the input of its field's type. */
export function ConditionBuilder({ label, fields, query, compares = false, onChange }: Props) {
  const shown = useMemo(() => fields.map(({ name, label: words, kind }) => ({
    name, value: name, label: words, operators: operatorsOf(kind).map((one) => ({ ...one, value: one.name })), defaultValue: "", defaultOperator: operatorsOf(kind)[0]?.name ?? "=",
  })), [fields]);
  return (
    <div className={classes.builder} role="group" aria-label={label}>
      <QueryBuilder
        fields={shown}
        query={query}
        onQueryChange={onChange}
        controlElements={CONTROLS}
        translations={TITLES}
        showNotToggle={query.rules.length > 0}
        context={fields}
        getValueSources={() => (compares ? [...SOURCES] : ["value"])}
        resetOnFieldChange
        resetOnOperatorChange={false}
        combinators={[{ name: "and", label: "and" }, { name: "or", label: "or" }]}
      />
    </div>
  );
}
