/** What the server calls the file: `attachment; filename="umbra-ana-2026-11-30.zip"`. */
export function fileName(disposition: string | null): string {
  return /filename="?([\w-][\w.-]*)"?(;|$)/.exec(disposition ?? "")?.[1] ?? "umbra.zip";
}
