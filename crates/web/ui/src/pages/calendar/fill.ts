import { useLayoutEffect, useState } from "preact/hooks";

/** The height that is left below an element down to the end of the window, so that a grid fills it. Not less than `least`. */
export function useFill(ref: { current: HTMLElement | null }, least = 380): string {
  const [height, setHeight] = useState("");
  useLayoutEffect(() => {
    const measure = () => {
      const element = ref.current;
      if (!element) return;
      const top = element.getBoundingClientRect().top + scrollY;
      // The bar at the bottom of phones stands in the padding of the shell.
      const shell = element.closest("main")?.parentElement;
      const below = shell ? parseFloat(getComputedStyle(shell).paddingBottom) : 0;
      setHeight(`${Math.max(least, Math.floor(innerHeight - top - below - 16))}px`);
    };
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(document.body);
    addEventListener("resize", measure);
    return () => {
      watch.disconnect();
      removeEventListener("resize", measure);
    };
  }, []);
  return height;
}
