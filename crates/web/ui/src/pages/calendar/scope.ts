import { signal } from "@preact/signals";
import type { Scope } from "./move";

/** A question to which occurrences of a series something is to apply. */
export interface Question {
  act: "change" | "move" | "delete";
  title: string;
  /** Why some of the answers can't be given. */
  only?: readonly Scope[];
  answer: (scope: Scope | null) => void;
}

export const question = signal<Question | null>(null);

/** Asks; `null` when it is given up. */
export function askScope(act: Question["act"], title: string, only?: readonly Scope[]): Promise<Scope | null> {
  question.value?.answer(null);
  return new Promise((resolve) => {
    question.value = {
      act,
      title,
      ...(only && { only }),
      answer: (scope) => {
        question.value = null;
        resolve(scope);
      },
    };
  });
}
