import { signal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { Button } from "./Button";
import { Dialog } from "./Dialog";
import { useUiWords } from "./words";

interface Question {
  /** Names the thing: 'Delete "Family"?' */
  title: string;
  /** What becomes of what is in it. */
  text?: string;
  /** What is done: "Delete calendar". */
  action: string;
  danger?: boolean;
}

const open = signal<(Question & { answer: (yes: boolean) => void }) | null>(null);

/** Asks before something that can't be undone: `if (await confirm({ title, action, danger: true })) …`. */
export function confirm(question: Question): Promise<boolean> {
  open.value?.answer(false);
  return new Promise((resolve) => {
    open.value = {
      ...question,
      answer(yes) {
        open.value = null;
        resolve(yes);
      },
    };
  });
}

/** Where the questions appear. The shell has it once. */
export function ConfirmHost() {
  const words = useUiWords();
  const cancel = useRef<HTMLButtonElement>(null);
  const question = open.value;
  // Nobody is asked any more once the session is locked.
  useEffect(() => () => open.value?.answer(false), []);
  // The safe answer has the focus, from the first moment on: a key may come before anything is drawn.
  useLayoutEffect(() => cancel.current?.focus(), [question]);
  return (
    <Dialog
      open={question !== null}
      role="alertdialog"
      size="small"
      title={question?.title ?? ""}
      onClose={() => question?.answer(false)}
      footer={
        <>
          <Button ref={cancel} onClick={() => question?.answer(false)}>
            {words.cancel}
          </Button>
          <Button variant={question?.danger ? "danger" : "primary"} onClick={() => question?.answer(true)}>
            {question?.action}
          </Button>
        </>
      }
    >
      {question?.text && <p>{question.text}</p>}
    </Dialog>
  );
}
