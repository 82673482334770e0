// Whether a page fits a phone: nothing sticks out or is cut off, and a finger hits every control.
import type { Page } from "playwright-core";

export interface Fit {
  /** What doesn't fit, in words. */
  faults: string[];
  /** How many texts and controls were looked at. */
  texts: number;
  controls: number;
}

/** Measures a page that was opened with `touch`. */
export async function fitOf(page: Page): Promise<Fit> {
  return page.evaluate(() => {
    /** What a finger needs (WCAG 2.2, 2.5.5); a link in the middle of a text is as high as its line. */
    const FINGER = 44;
    const CONTROLS = "a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], [role=tab], [role=switch], [role=option], [tabindex='0']";
    const faults: string[] = [];
    let texts = 0;
    let controls = 0;
    const root = document.documentElement;
    const style = (node: Element, pseudo?: string) => getComputedStyle(node, pseudo);
    const of = (node: Element) => {
      const name = node.getAttribute("aria-label") ?? (node.textContent || node.getAttribute("name") || node.getAttribute("placeholder") || node.id);
      return `<${node.tagName.toLowerCase()}> “${(name ?? "").trim().slice(0, 40)}”`;
    };
    /** What is there for those who listen alone has no place on the screen. */
    const isForEars = (node: Element) => {
      for (let at: Element | null = node; at; at = at.parentElement) if (style(at).clipPath === "inset(50%)") return true;
      return false;
    };
    const isSeen = (node: Element) => node.checkVisibility({ visibilityProperty: true }) && !isForEars(node);

    if (root.scrollWidth > root.clientWidth) faults.push(`the page is ${root.scrollWidth} px wide, of ${root.clientWidth}`);

    function lookAtText(text: Node, node: Element): void {
      const range = document.createRange();
      range.selectNodeContents(text);
      const at = range.getBoundingClientRect();
      if (at.width === 0) return;
      texts += 1;
      for (let box: Element | null = node; box && box !== document.body; box = box.parentElement) {
        const { overflowX, overflowY, textOverflow, webkitLineClamp } = style(box);
        // What can be pushed sideways may be wider; what ends in an ellipsis says so.
        if (overflowX === "auto" || overflowX === "scroll" || textOverflow === "ellipsis") return;
        if (overflowX === "visible") continue;
        const edge = box.getBoundingClientRect();
        const isCut = at.right > edge.right + 1 || at.left < edge.left - 1 || (overflowY !== "auto" && webkitLineClamp === "none" && at.bottom > edge.bottom + 3);
        if (isCut) return void faults.push(`cut off: ${of(node)}`);
      }
      if (at.right > root.clientWidth + 1 || at.left < -1) faults.push(`outside: ${of(node)}`);
    }
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let text = walk.nextNode(); text; text = walk.nextNode()) {
      const node = text.parentElement;
      if (node && text.textContent?.trim() && node.tagName !== "OPTION" && isSeen(node)) lookAtText(text, node);
    }

    const pen = document.createElement("canvas").getContext("2d")!;
    function lookAtField(field: HTMLInputElement | HTMLSelectElement): void {
      const { font, paddingLeft, paddingRight } = style(field);
      pen.font = font;
      const said = field instanceof HTMLSelectElement ? (field.selectedOptions[0]?.text ?? "") : field.value || field.placeholder;
      const room = field.clientWidth - Number.parseFloat(paddingLeft) - Number.parseFloat(paddingRight);
      if (!["checkbox", "radio", "color"].includes(field.type) && pen.measureText(said).width > room + 1) faults.push(`no room for “${said}” in ${of(field)}`);
    }

    function lookAtControl(control: HTMLElement): void {
      const own = control.getBoundingClientRect();
      if (own.width === 0) return;
      // The hours of a calendar are as high as they last, its days as there is room; the list has the same in lines.
      const isMeasured = control.closest("[role=grid]");
      const isInText = style(control).display === "inline";
      // Only the keyboard brings it.
      const isSkipped = control.getAttribute("href") === "#main";
      if (isMeasured || isInText || isSkipped) return;
      controls += 1;
      const label = control.closest("label") ?? (control as HTMLInputElement).labels?.[0];
      const parts = label ? [label, ...label.children] : [];
      const grown = ["::before", "::after"].map((pseudo) => style(control, pseudo)).filter(({ content, position }) => content !== "none" && position === "absolute");
      const high = Math.max(own.height, ...parts.map((part) => part.getBoundingClientRect().height), ...grown.map(({ height }) => Number.parseFloat(height) || 0));
      if (high < FINGER - 0.5) faults.push(`${Math.round(high * 10) / 10} px high: ${of(control)}`);
    }
    for (const control of document.querySelectorAll<HTMLElement>(CONTROLS)) {
      if (!isSeen(control)) continue;
      lookAtControl(control);
      if (control instanceof HTMLInputElement || control instanceof HTMLSelectElement) lookAtField(control);
    }
    return { faults: [...new Set(faults)], texts, controls };
  });
}
