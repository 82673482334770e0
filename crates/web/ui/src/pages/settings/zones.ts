/** The time zones that this browser knows, with the one in use. */
export function zones(current: string): string[] {
  const known = Intl.supportedValuesOf("timeZone");
  return [...new Set(["UTC", current, ...known])].sort((a, b) => a.localeCompare(b, "en"));
}

/** Whether a zone exists. */
export function isZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: text });
    return text.trim() !== "";
  } catch {
    return false;
  }
}

const TAGS =
  "en en-AU en-CA en-GB en-IE en-IN en-NZ en-US en-ZA de de-AT de-CH de-DE cs-CZ da-DK es-ES es-MX et-EE fi-FI fr-CA fr-CH fr-FR hr-HR hu-HU it-CH it-IT ja-JP ko-KR lt-LT lv-LV nb-NO nl-BE nl-NL pl-PL pt-BR pt-PT ro-RO sk-SK sl-SI sv-SE tr-TR uk-UA zh-CN zh-TW".split(
    " ",
  );

/** The languages and regions to choose from, in the words of one of them, with the one in use. */
export function locales(current: string, words: string): { value: string; label: string }[] {
  const names = new Intl.DisplayNames(words, { type: "language", languageDisplay: "standard" });
  const nameOf = (tag: string) => {
    try {
      return names.of(tag) ?? tag;
    } catch {
      return tag;
    }
  };
  const tags = TAGS.includes(current) ? TAGS : [current, ...TAGS];
  // What Umbra speaks comes first.
  const spoken = (tag: string) => (/^(en|de)\b/.test(tag) ? 0 : 1);
  return tags
    .map((value) => ({ value, label: nameOf(value) }))
    .sort((a, b) => spoken(a.value) - spoken(b.value) || a.label.localeCompare(b.label, words));
}
