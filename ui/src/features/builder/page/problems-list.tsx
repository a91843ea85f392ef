import { Button, Popover, Stack, Text, UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconAlertTriangleFilled, IconCircleCheck } from "@tabler/icons-react";
import { findStep } from "@/features/builder/model/steps";
import { type DefinitionProblem, TRIGGER } from "@/features/builder/model/types";
import { useBuilder } from "@/features/builder/model/use-builder";
import { titleOf } from "@/features/builder/model/words";
import { placeOf } from "@/features/builder/page/builder-marks";
import { counted } from "@/lib/words";
import classes from "@/features/builder/page/builder.module.css";

/** Everything that stands in the way of publishing; each entry leads to its field. */
export function ProblemsList() {
  const { problems, definition, catalogue, select } = useBuilder();
  const [open, list] = useDisclosure(false);
  const where = (problem: DefinitionProblem) => {
    const place = placeOf(problem);
    if (place === TRIGGER) return "Trigger";
    const step = place ? findStep(definition, place)?.step : undefined;
    return step ? titleOf(step, catalogue) : "The automation";
  };
  if (problems.length === 0) {
    return <Text size="sm" c="dimmed" className={classes.fine}><IconCircleCheck size={17} aria-hidden /> No problems</Text>;
  }
  return (
    <Popover opened={open} onChange={list.toggle} width={380} position="bottom-end" shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <Button variant="default" c="var(--tone-red)" size="xs" leftSection={<IconAlertTriangleFilled size={15} aria-hidden />} onClick={list.toggle}>
          {counted(problems.length, "problem")}
        </Button>
      </Popover.Target>
      <Popover.Dropdown p={6} aria-label="Problems">
        <Stack gap={2} className={classes.problems} component="ul">
          {problems.map((problem, index) => (
            <li key={`${index}${problem.message}`}>
              <UnstyledButton
                className={classes.problem}
                onClick={() => {
                  list.close();
                  select(placeOf(problem), problem.field);
                }}
              >
                <Text size="xs" c="dimmed">{where(problem)}</Text>
                <Text size="sm" fw={550}>{problem.message}</Text>
                <Text size="sm" c="dimmed">{problem.remedy}</Text>
              </UnstyledButton>
            </li>
          ))}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
