import { icons, type IconName } from "./icons";

export type { IconName };

interface Props {
  name: IconName;
  /** The length of a side in px. Default: 20. */
  size?: number;
  /** What it says to those who don't see it. Without it the picture is decoration. */
  label?: string;
  class?: string | undefined;
}

/** A picture of our own set: a line of 1.75 on a field of 24. */
export function Icon({ name, size = 20, label, class: className }: Props) {
  return (
    <svg
      class={className}
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill={name === "star-filled" ? "currentColor" : "none"}
      stroke="currentColor"
      stroke-width={name === "more" || name === "drag" ? 2.5 : 1.75}
      stroke-linecap="round"
      stroke-linejoin="round"
      role={label ? "img" : undefined}
      aria-label={label}
      aria-hidden={label ? undefined : true}
      focusable="false"
    >
      <path d={icons[name]} />
    </svg>
  );
}
