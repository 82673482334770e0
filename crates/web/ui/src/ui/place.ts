/** Puts a popover beside its anchor: below if there is room, else above; never outside of the window. */
export function place(popover: HTMLElement, anchor: HTMLElement, align: "start" | "end" = "start"): void {
  const gap = 6;
  const edge = 8;
  const at = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = popover;
  const below = innerHeight - at.bottom - gap - edge;
  const above = at.top - gap - edge;
  const down = below >= Math.min(height, 320) || below >= above;
  const left = align === "end" ? at.right - width : at.left;
  popover.style.left = `${Math.max(edge, Math.min(left, innerWidth - width - edge))}px`;
  popover.style.maxHeight = `${Math.max(120, down ? below : above)}px`;
  popover.style.top = down ? `${at.bottom + gap}px` : `${Math.max(edge, at.top - gap - Math.min(height, above))}px`;
}
