// The framework under the policy, and that the harness finds what the policy forbids.
import { expect, test } from "vitest";
import { open, useUmbra } from "./harness";

const umbra = useUmbra();

const PICTURE =
  "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGD4DwABBAEAX+XDSwAAAABJRU5ErkJggg==";

test("the page runs under the strict policy without a violation", async () => {
  const { page, faults } = await open(umbra(), { worker: true });
  const answer = await page.reload();
  const policy = answer?.headers()["content-security-policy"] ?? "";
  expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self';");
  expect(policy).toContain("require-trusted-types-for 'script'");
  await page.getByRole("heading", { level: 1 }).waitFor();
  // Styles of the build count, and the picture of a second factor is allowed.
  const shown = await page.evaluate(async (picture) => {
    const image = new Image();
    image.src = picture;
    await image.decode();
    return { width: image.naturalWidth, sheets: document.styleSheets.length };
  }, PICTURE);
  expect(shown.width).toBe(1);
  expect(shown.sheets).toBeGreaterThan(0);
  expect(faults).toEqual([]);
});

/** What the policy forbids, each with the directive that does. */
const FORBIDDEN: [what: string, directive: string, act: () => unknown][] = [
  [
    "an inline style",
    "style-src-elem",
    () => document.body.append(Object.assign(document.createElement("style"), { textContent: "a {}" })),
  ],
  ["a style attribute", "style-src-attr", () => document.body.setAttribute("style", "color: red")],
  [
    "an inline script",
    "require-trusted-types-for",
    () => {
      const script = document.createElement("script");
      script.append("window.ran = true");
      document.body.append(script);
    },
  ],
  [
    "text that becomes HTML",
    "require-trusted-types-for",
    () => {
      document.body.innerHTML = "<p>x</p>";
    },
  ],
  ["a request to another host", "connect-src", () => void fetch("https://example.org/").catch(() => {})],
  [
    "a picture of another host",
    "img-src",
    () => {
      new Image().src = "https://example.org/x.png";
    },
  ],
];

for (const [what, directive, act] of FORBIDDEN) {
  test(`${what} is found`, async () => {
    const { page, faults } = await open(umbra());
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.evaluate(`(${act})()`).catch(() => {});
    const found = () => faults.some((fault) => fault.startsWith(`policy: ${directive} `));
    await expect.poll(found, { message: directive }).toBe(true);
    await page.close();
    faults.length = 0;
  });
}
