import type { PageProps } from "../../shell";
import { lazyPart } from "../../ui";
import View from "./View";

const Editor = lazyPart(() => import("./Editor"));

/** A place: what is known of it, or the form for it at `/places/new` and `/places/12?edit`. */
export default function PlacePage({ params }: PageProps) {
  if (params.id === "new") return <Editor />;
  return <View id={Number(params.id)} Editor={Editor} />;
}
