/** Relative luminance by WCAG. */
function luminance([r, g, b]: number[]): number {
  const linear = [r, g, b].map((part) => {
    const c = (part ?? 0) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * linear[0]! + 0.7152 * linear[1]! + 0.0722 * linear[2]!;
}

const rgb = (hex: string) => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
const hex = (parts: number[]) => `#${parts.map((part) => Math.round(part).toString(16).padStart(2, "0")).join("")}`;
const mix = (a: number[], b: number[], part: number) => a.map((value, i) => value + (b[i]! - value) * part);

/** The contrast of two colours by WCAG, from 1 to 21. */
export function contrast(a: string, b: string): number {
  const [x, y] = [luminance(rgb(a)), luminance(rgb(b))].sort((m, n) => n - m);
  return (x! + 0.05) / (y! + 0.05);
}

/** The nearest colour towards `toward` that has enough contrast on each of `surfaces`. */
export function legible(color: string, surfaces: string[], toward: string, enough = 4.6): string {
  for (let part = 0; part <= 1; part += 0.04) {
    const tried = hex(mix(rgb(color), rgb(toward), part));
    if (surfaces.every((surface) => contrast(tried, surface) >= enough)) return tried;
  }
  return toward;
}

/** What is to be written on a colour: white, or nearly black. */
export function textOn(color: string): string {
  return contrast(color, "#ffffff") >= 4.5 ? "#ffffff" : "#17171c";
}

/**
 * Makes a colour the accent of the page, moved as far as needed to be legible on the light and the dark surfaces.
 * `null` brings back Umbra's own.
 */
export function setAccent(color: string | null | undefined): void {
  const style = document.documentElement.style;
  const names = ["light", "dark"] as const;
  for (const name of names) {
    const valid = color && /^#[0-9a-f]{6}$/i.test(color);
    const shown = !valid
      ? null
      : name === "light"
        ? legible(color, ["#ffffff", "#f7f6f3", hex(mix([255, 255, 255], rgb(color), 0.12))], "#000000")
        : legible(color, ["#1c1c1f", "#28282c", hex(mix([28, 28, 31], rgb(color), 0.16))], "#ffffff");
    if (shown) {
      style.setProperty(`--accent-${name}`, shown);
      style.setProperty(`--on-accent-${name}`, textOn(shown));
    } else {
      style.removeProperty(`--accent-${name}`);
      style.removeProperty(`--on-accent-${name}`);
    }
  }
}
