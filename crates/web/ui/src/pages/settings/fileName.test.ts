import { expect, test } from "vitest";
import { fileName } from "./fileName";

test("the file is called what the server calls it", () => {
  expect(fileName('attachment; filename="umbra-ana-2026-11-30.zip"')).toBe("umbra-ana-2026-11-30.zip");
  expect(fileName("attachment; filename=umbra.zip")).toBe("umbra.zip");
  expect(fileName('attachment; filename="../../etc/passwd"')).toBe("umbra.zip");
  expect(fileName(null)).toBe("umbra.zip");
});
