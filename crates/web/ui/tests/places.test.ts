// Places: the list, a place with its weather and its events, the form with finding a town.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, expect, test } from "vitest";
import { cookieFor, openAs, seedDemo } from "./demo";
import { expectHeading, look, useUmbra } from "./harness";

/** A source of weather and of towns, as Open-Meteo answers. */
const source = createServer((request, response) => {
  const url = new URL(request.url ?? "", "http://localhost");
  response.setHeader("content-type", "application/json");
  if (url.pathname === "/search") {
    const towns = [
      { name: "Linz", latitude: 48.30639, longitude: 14.28611, admin1: "Upper Austria", country: "Austria", timezone: "Europe/Vienna" },
      { name: "Linz am Rhein", latitude: 50.56667, longitude: 7.28333, admin1: "Rhineland-Palatinate", country: "Germany", timezone: "Europe/Berlin" },
    ];
    response.end(JSON.stringify({ results: towns.map((town, id) => ({ id, ...town })) }));
    return;
  }
  const date = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  const days = [0, 1, 2, 3, 4, 5, 6];
  const each = (value: unknown) => days.map(() => value);
  const hours = days.flatMap((day) => Array.from({ length: 24 }, (_, hour) => `${date(day)}T${String(hour).padStart(2, "0")}:00`));
  response.end(
    JSON.stringify({
      latitude: 48.3,
      longitude: 14.28,
      timezone: "UTC",
      utc_offset_seconds: 0,
      current: {
        ...{ time: `${date(0)}T12:15`, interval: 900, temperature_2m: 6.4, relative_humidity_2m: 81, apparent_temperature: 3.9 },
        ...{ is_day: 1, precipitation: 0, weather_code: 3, wind_speed_10m: 12.2, wind_direction_10m: 270 },
      },
      hourly: {
        time: hours,
        temperature_2m: hours.map(() => 5),
        precipitation_probability: hours.map(() => 20),
        precipitation: hours.map(() => 0),
        weather_code: hours.map(() => 3),
        is_day: hours.map(() => 1),
      },
      daily: {
        time: days.map(date),
        weather_code: [3, 61, 0, 2, 71, 95, 45],
        temperature_2m_max: [7, 6, 9, 10, 2, 8, 7],
        temperature_2m_min: [2, 3, -1, 0, -3, 4, 2],
        sunrise: days.map((day) => `${date(day)}T07:30`),
        sunset: days.map((day) => `${date(day)}T16:10`),
        precipitation_sum: each(0),
        precipitation_probability_max: [10, 85, 5, 15, 60, 90, 30],
        wind_speed_10m_max: each(20),
        uv_index_max: each(1),
      },
    }),
  );
});
await new Promise<void>((resolve) => source.listen(0, "127.0.0.1", resolve));
afterAll(() => void source.close());
const { port } = source.address() as AddressInfo;

const umbra = useUmbra(
  {
    UMBRA_WEATHER_FORECAST_URL: `http://127.0.0.1:${port}/forecast`,
    UMBRA_WEATHER_GEOCODING_URL: `http://127.0.0.1:${port}/search`,
    UMBRA_OUTBOUND_ALLOW: "127.0.0.0/8",
  },
  seedDemo,
);

test("with the mouse: add a place by its town, see its weather, delete it", async () => {
  const { page, cookie } = await openAs(umbra(), "ana", "/places");
  await page.getByRole("link", { name: "New place" }).click();
  await page.getByRole("button", { name: "Add place" }).click();
  await page.getByText("Give the place a name.").waitFor();
  await page.getByLabel("Name", { exact: true }).fill("Holiday flat");
  await page.getByRole("combobox", { name: "Find a town or a postal code" }).fill("Linz");
  await page.getByRole("option", { name: "Linz am Rhein, Rhineland-Palatinate, Germany" }).waitFor();
  await look(page, "place-finder");
  await page.getByRole("option", { name: "Linz, Upper Austria, Austria" }).click();
  await page.getByText("Position of Linz, Upper Austria, Austria").waitFor();
  await page.getByLabel("Website").fill("example.org");
  await page.getByRole("button", { name: "Add place" }).click();
  await page.getByRole("heading", { level: 1, name: "Holiday flat" }).waitFor();
  expect(await page.getByRole("link", { name: "example.org" }).getAttribute("href")).toBe("https://example.org");

  await page.getByRole("button", { name: "Show the weather here" }).click();
  await page.getByRole("heading", { name: "Weather in Holiday flat" }).waitFor();
  await page.getByText("Feels like 4°").waitFor();
  await page.getByRole("list", { name: "The coming days" }).getByText("85% rain").waitFor();
  await page.getByRole("link", { name: "Weather data by Open-Meteo.com" }).waitFor();
  await look(page, "place-weather");
  const settings = (await (await umbra().api("GET", "/api/settings", undefined, cookie)).json()) as object;
  expect(settings).toMatchObject({ weather_place: { name: "Holiday flat", latitude: 48.30639, longitude: 14.28611 } });

  await page.getByRole("button", { name: "More", exact: true }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete place" }).click();
  await page.getByRole("heading", { level: 1, name: "Places" }).waitFor();
  await expect.poll(() => page.getByRole("link", { name: /^Holiday flat/ }).count()).toBe(0);
});

test("by keyboard alone: add a place by its town", async () => {
  const { page, cookie } = await openAs(umbra(), "ben", "/places");
  await page.getByRole("heading", { level: 1, name: "Places" }).waitFor();
  await page.keyboard.press("n");
  await expectHeading(page, "New place");
  await page.keyboard.press("Tab");
  await page.keyboard.type("Office");
  await page.keyboard.press("Tab");
  await page.keyboard.type("Main Street 1");
  await page.keyboard.press("Tab");
  // Who types slowly is shown others before, and what comes anew begins at its first one.
  const towns = page.waitForResponse((answer) => new URL(answer.url()).searchParams.get("q") === "Linz");
  await page.keyboard.type("Linz");
  await (await towns).finished();
  await page.getByRole("option").first().waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.getByText("Position of Linz am Rhein").waitFor();
  // Finding nothing sends nothing; from any other field, Enter saves.
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "Office" }).waitFor();
  const places = (await (await umbra().api("GET", "/api/locations?search=Office", undefined, cookie)).json()) as object[];
  expect(places[0]).toMatchObject({ address: "Main Street 1", latitude: 50.56667, longitude: 7.28333 });
});

test("a place tells which events take place there", async () => {
  const { page } = await openAs(umbra(), "ana", "/places");
  await page.getByRole("link", { name: /^Town hall/ }).click();
  await page.getByRole("heading", { name: "Events here" }).waitFor();
  await page.getByRole("link", { name: /^Choir/ }).waitFor();
  expect(await page.getByRole("link", { name: /^Choir/ }).getAttribute("href")).toMatch(/^\/calendar\?date=\d{4}-\d\d-\d\d&event=\d+/);
});

test("somebody else saved first: both changes stay", async () => {
  const cookie = await cookieFor(umbra());
  const made = (await (await umbra().api("POST", "/api/locations", { name: "School" }, cookie)).json()) as { id: number };
  const { page } = await openAs(umbra(), "ana", `/places/${made.id}?edit`);
  await page.getByLabel("Phone number").fill("+43 732 1234");
  await umbra().api("PATCH", `/api/locations/${made.id}`, { category: "children" }, cookie);
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("alert").filter({ hasText: "changed meanwhile" }).waitFor();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("button", { name: "Save" }).waitFor({ state: "detached" });
  const saved = (await (await umbra().api("GET", `/api/locations/${made.id}`, undefined, cookie)).json()) as object;
  expect(saved).toMatchObject({ phone: "+43 732 1234", category: "children" });
});

test("list, place and form look right everywhere, in German too", async () => {
  const { page, cookie } = await openAs(umbra(), "ana", "/places");
  await page.getByRole("list", { name: "Places" }).waitFor();
  await look(page, "places");
  await page.goto("/places/new");
  await page.getByLabel("Name", { exact: true }).waitFor();
  await look(page, "place-form");
  await umbra().api("PUT", "/api/settings", { locale: "de" }, cookie);
  await page.goto("/places");
  await page.getByRole("link", { name: "Neuer Ort" }).waitFor();
  await look(page, "places-de");
  await umbra().api("PUT", "/api/settings", { locale: "en" }, cookie);
});
