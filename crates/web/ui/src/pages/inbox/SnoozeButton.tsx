import { Button, Menu } from "../../ui";
import { type useSnoozes, useSnoozeWords } from "../useSnoozes";

/** Offers when something is to ring again. */
export function SnoozeButton({ title, choices }: { title: string; choices: ReturnType<typeof useSnoozes> }) {
  const words = useSnoozeWords();
  return (
    <Menu
      align="end"
      trigger={(props) => (
        <Button {...(props as object)} small icon="snooze" aria-label={words.of(title)}>
          {words.later}
        </Button>
      )}
      items={choices}
    />
  );
}
