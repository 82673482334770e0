import { signal } from "@preact/signals";

export interface Toast {
  id: number;
  text: string;
  kind: "info" | "error";
  action?: { label: string; run: () => void } | undefined;
  /** How long it stays, in milliseconds. */
  stays: number;
}

export const toasts = signal<readonly Toast[]>([]);
let last = 0;

interface Options {
  action?: { label: string; run: () => void };
  kind?: "info" | "error";
  stays?: number;
}

/** Says what was done, below, for a few seconds. Gives back its id, for `dismissToast`. */
export function toast(text: string, options: Options = {}): number {
  const { action, kind = "info" } = options;
  const id = ++last;
  const stays = options.stays ?? (action || kind === "error" ? 10_000 : 5_000);
  // No more than three: the oldest one goes.
  toasts.value = [...toasts.value.slice(-2), { id, text, kind, action, stays }];
  return id;
}

export function dismissToast(id: number): void {
  toasts.value = toasts.value.filter((shown) => shown.id !== id);
}

/** Takes away everything that is said: at signing out and at locking. */
export function clearToasts(): void {
  toasts.value = [];
}
