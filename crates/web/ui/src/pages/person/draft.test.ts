import { expect, test } from "vitest";
import type { Schemas } from "../../api";
import { PERSON } from "../../api/fixtures";
import { changes, newAddress, newEntry, toBody, toDraft } from "./draft";

const otto: Schemas["Person"] = {
  ...PERSON,
  display_name: "Otto Brandt",
  first_name: "Otto",
  last_name: "Brandt",
  category: "family",
  emails: [{ email: "otto@example.org", label: "home" }],
  phones: [{ phone: "+49 30 5550123", label: null }],
  addresses: [{ label: "home", street: "Lindenweg 4", postal_code: "14195", city: "Berlin", region: null, country: null }],
  birthday: "1948-04-11",
  is_favorite: true,
};
const TODAY = "2026-11-28";

test("a form that nobody touched changes nothing", () => {
  expect(changes(toBody(toDraft(otto), TODAY), toBody(toDraft(otto), TODAY))).toEqual({});
  const { id: _id, display_name: _name, created_at: _created, updated_at: _updated, version: _version, ...kept } = otto;
  expect(toBody(toDraft(otto), TODAY)).toMatchObject(kept);
});

test("only what was changed is sent", () => {
  const before = toBody(toDraft(otto), TODAY);
  const after = { ...toDraft(otto), company: " Acme ", year: "" };
  expect(changes(before, toBody(after, TODAY))).toEqual({ company: "Acme", birthday: "--04-11" });
});

test("what was emptied is cleared, and empty rows are left out", () => {
  const before = toBody(toDraft(otto), TODAY);
  const draft = toDraft(otto);
  draft.category = "  ";
  draft.emails = [newEntry("work", " "), ...draft.emails];
  draft.phones = [];
  draft.addresses.push(newAddress());
  expect(changes(before, toBody(draft, TODAY))).toEqual({ category: null, phones: [] });
});

test("a new person begins empty", () => {
  const body = toBody(toDraft(), TODAY);
  expect(body).toMatchObject({ first_name: null, emails: [], phones: [], addresses: [], birthday: null, is_favorite: false });
});
