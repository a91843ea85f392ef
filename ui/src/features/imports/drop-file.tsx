import { Button, FileButton, Text } from "@mantine/core";
import { IconFileTypeCsv } from "@tabler/icons-react";
import { useState, type DragEvent } from "react";
import classes from "@/features/imports/drop-file.module.css";

interface Props {
  busy: boolean;
  disabled: boolean;
  onFile: (file: File) => void;
}

/** Takes a file by dropping or by choosing. */
export function DropFile({ busy, disabled, onFile }: Props) {
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const file = event.dataTransfer.files[0];
    if (file && !disabled && !busy) onFile(file);
  };
  return (
    <div
      className={classes.drop}
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <IconFileTypeCsv size={40} stroke={1.4} className={classes.icon} aria-hidden />
      <Text fw={600}>Drop a CSV file or a workbook here</Text>
      <Text size="sm" c="dimmed" mb="sm">CSV in any encoding, or Excel (.xlsx, .xls, .ods); the first row names the columns.</Text>
      <FileButton
        accept=".csv,.tsv,.txt,text/csv,.xlsx,.xlsm,.xls,.ods"
        inputProps={{ "aria-label": "CSV file" }}
        disabled={disabled}
        onChange={(file) => {
          if (file) onFile(file);
        }}
      >
        {(props) => <Button {...props} loading={busy} disabled={disabled}>Choose a file</Button>}
      </FileButton>
    </div>
  );
}
