import type { PageProps } from "../../shell";
import { lazyPart } from "../../ui";
import View from "./View";

const Editor = lazyPart(() => import("./Editor"));

/** Somebody: what is known of them, or the form for it at `/people/new` and `/people/12?edit`. */
export default function PersonPage({ params }: PageProps) {
  if (params.id === "new") return <Editor />;
  return <View id={Number(params.id)} Editor={Editor} />;
}
