// A clock of a server's own, which libfaketime sets. Only its wall clock: real time passes at its pace.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** The library, where Debian puts it; `.ci/run` installs it. */
export const library = readdirSync("/usr/lib", { withFileTypes: true })
  .map(({ name }) => join("/usr/lib", name, "faketime/libfaketime.so.1"))
  .find((file) => existsSync(file));

const CLOCK = { LD_PRELOAD: library ?? "", FAKETIME_DONT_FAKE_MONOTONIC: "1" };

/** Settings of a server whose clock begins at a time. */
export const clockFrom = (time: string) => ({ ...CLOCK, FAKETIME: `@${time.replace("T", " ").replace("Z", "")}` });

/** Settings of a server whose clock is so many seconds ahead as a file says, which is read anew each second. */
export const clockIn = (file: string) => ({ ...CLOCK, FAKETIME_TIMESTAMP_FILE: file, FAKETIME_CACHE_DURATION: "1" });
