import { Once } from "../../api";
import { language, localOf, region } from "../../i18n";
import { toast } from "../../ui";

/** Adds what a line says, as the line on Today does. The parser is fetched for it. */
export async function addLine(text: string): Promise<void> {
  const [{ understand }, { create }, { quickAddWords }] = await Promise.all([
    import("../../quickadd/understand"),
    import("../../quickadd/create"),
    import("../../quickadd/words"),
  ]);
  const w = await quickAddWords.load();
  const said = understand(text, { now: localOf(Date.now(), region.value.zone), language: language.value });
  if (said.title) await create(said, new Once(), w);
  else toast(w.noTitle, { kind: "error" });
}
