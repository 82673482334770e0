export { applySettings, lock, me, nameOfMe, settings, signOut } from "./account";
export { useKey } from "./keys";
export { NotFound } from "./NotFound";
export { links } from "./links";
export { openPalette } from "./overlays";
export { Page } from "./Page";
export { pageWords, type PageProps } from "./pages";
export { setTheme, theme, type Theme } from "./theme";
export { useLocation } from "preact-iso/router";
