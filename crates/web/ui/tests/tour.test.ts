// docs/tour.md: its commands are run as they stand, by Bash and curl, and have to be answered as it is written there.
//
// `UMBRA_RETAKE=1 npm run test:browser -- tour` writes down what is answered.
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { useUmbra } from "./harness";

const TOUR = fileURLToPath(new URL("../../../../docs/tour.md", import.meta.url));
/** Where the server of the tour is. */
const THERE = "http://localhost:8000";
/** What is another one each time. Whether it is there at all is compared. */
const EACH_TIME = /^(created_at|updated_at|completed_at|last_completed_at|request_id)$/;
/** What ends an answer in the output of the script. */
const END = "\u001e";

// As without settings; nothing is sent there.
const umbra = useUmbra({ UMBRA_NTFY_URL: "https://ntfy.sh" });

/** A command, and what is written below it. */
interface Step {
  command: string;
  answer: string;
}

/** Reads the commands of the tour. */
function stepsOf(tour: string): Step[] {
  const steps = tour.matchAll(/^\$ (.*)\n((?:(?!\$ |```|\n).*\n)*)/gm);
  return [...steps].map(([, command = "", answer = ""]) => ({ command, answer: answer.trimEnd() }));
}

/** Writes other answers below the commands. */
function rewritten(tour: string, answers: string[]): string {
  const left = [...answers];
  return tour.replace(/^(\$ .*\n)(?:(?!\$ |```|\n).*\n)*/gm, (_, command: string) => {
    const answer = left.shift();
    return answer ? `${command}${answer}\n` : command;
  });
}

/** Runs all commands in one shell, in a folder of their own, and gives what each of them printed. */
async function walk(steps: Step[]): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), "umbra-tour-"));
  const script = steps.map(({ command }) => `${command}\nprintf '\\036'\n`).join("");
  try {
    // Nothing stands between them and the server, whatever is set around here.
    const options = { cwd: folder, env: { PATH: process.env.PATH, no_proxy: "*" } };
    const { stdout } = await promisify(execFile)("bash", ["-euc", script.replaceAll(THERE, umbra().url)], options);
    return stdout.split(END).slice(0, -1).map((answer) => answer.trimEnd());
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Makes the same of what is another one each time. An answer may be several pieces of JSON, or none. */
function still(answer: string): unknown[] {
  const keep = (name: string, value: unknown) => (EACH_TIME.test(name) && typeof value === "string" ? "…" : value);
  try {
    return answer.split(/(?<=\})(?=\{)/).map((piece) => JSON.parse(piece, keep) as unknown);
  } catch {
    return answer.split("\n");
  }
}

test("the tour is answered as it says", async () => {
  const tour = readFileSync(TOUR, "utf8");
  const steps = stepsOf(tour);
  expect(steps.filter(({ answer }) => answer).length).toBeGreaterThan(10);
  const answers = await walk(steps);
  expect(answers.length).toBe(steps.length);
  if (process.env.UMBRA_RETAKE) {
    writeFileSync(TOUR, rewritten(tour, answers));
    return;
  }
  const how = "if that is as it should be, UMBRA_RETAKE=1 npm run test:browser -- tour writes it down";
  steps.forEach(({ command, answer }, i) => expect(still(answers[i] ?? ""), `${command}\n${how}`).toEqual(still(answer)));
});

test("answers are written below their commands, and what is of the moment isn't compared", () => {
  const tour = "# Tour\n\n```console\n$ U=x\n$ one\nold\nold\n\n$ two\n```\n\nText.\n";
  expect(rewritten(tour, ["", "new", "2"])).toBe("# Tour\n\n```console\n$ U=x\n$ one\nnew\n\n$ two\n2\n```\n\nText.\n");
  expect(stepsOf(tour).map(({ answer }) => answer)).toEqual(["", "old\nold", ""]);
  expect(still('{"id":1,"created_at":"a"}{"a":[{"updated_at":"b"}]}')).toEqual([
    { id: 1, created_at: "…" },
    { a: [{ updated_at: "…" }] },
  ]);
  expect(still('{"created_at":null}')).not.toEqual(still('{"created_at":"a"}'));
});
