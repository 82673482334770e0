import { useEffect, useRef } from "preact/hooks";
import styles from "./strip.module.css";

/** A line that is pushed sideways where it doesn't fit: `<nav {...useStrip<HTMLElement>()}>`. It fades where there is more of it. */
export function useStrip<E extends HTMLElement>() {
  const ref = useRef<E>(null);
  useEffect(() => {
    const strip = ref.current;
    if (!strip) return;
    const look = () => {
      const { scrollLeft, scrollWidth, clientWidth } = strip;
      strip.toggleAttribute("data-before", scrollLeft > 1);
      strip.toggleAttribute("data-after", scrollLeft + clientWidth < scrollWidth - 1);
    };
    // Its words may become longer or shorter as well as the window.
    const observer = new ResizeObserver(look);
    observer.observe(strip);
    for (const one of strip.children) observer.observe(one);
    strip.addEventListener("scroll", look, { passive: true });
    return () => {
      observer.disconnect();
      strip.removeEventListener("scroll", look);
    };
  });
  return { ref, class: styles.strip };
}
