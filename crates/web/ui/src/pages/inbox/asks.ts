// What waits for an answer, and answering it.
import { api, further, invalidate, pages, Problem, type Schemas, usePaged, useResource } from "../../api";
import { confirm, errorText, toast } from "../../ui";
import { useWords } from "./words";

export type Invitation = Schemas["ReceivedInvitation"];
export type Answer = Schemas["InvitationAnswer"];

const byName = (one: { username: string; preferred_name?: string | null }) => one.preferred_name || one.username;
export { byName as nameOf };

/** Everything that waits for an answer of one's own: requests and invitations page by page, offers of calendars all at once. */
export function useAsks() {
  const requests = usePaged("/api/connections/requests/incoming", (cursor, signal) =>
    api.GET("/api/connections/requests/incoming", { params: { query: further(cursor) }, signal }),
  );
  const invitations = usePaged<Invitation>("/api/event-invitations?status=pending", (cursor, signal) =>
    api.GET("/api/event-invitations", { params: { query: { status: "pending", ...further(cursor) } }, signal }),
  );
  return { requests, invitations, calendars: useSharedCalendars() };
}

/** All calendars that others share or offer: an offer may stand anywhere among them. */
export function useSharedCalendars() {
  return useResource("/api/shared-calendars", async (signal) => {
    const all: Schemas["SharedCalendar"][] = [];
    const load = (cursor: string | undefined, abort: AbortSignal) => api.GET("/api/shared-calendars", { params: { query: { limit: 200, ...(cursor && { cursor }) } }, signal: abort });
    for await (const page of pages<Schemas["SharedCalendar"]>(load, signal)) all.push(...page);
    return all;
  });
}

/** What an answer may change elsewhere. */
function changed() {
  invalidate(
    "/api/connections",
    "/api/event-invitations",
    "/api/shared-calendars",
    "/api/notifications",
    "/api/calendars",
    "/api/events",
    "/api/agenda",
    "/api/dashboard",
    "/api/upcoming",
  );
}

/** The answers. Each tells what it did; what isn't open any more is said, and the lists are fetched anew. */
export function useAnswers() {
  const words = useWords().waiting;
  const texts = useWords().invitations;
  const connections = useWords().connections;

  async function run(act: () => Promise<unknown>, done: string): Promise<boolean> {
    try {
      await act();
      toast(done);
      return true;
    } catch (error) {
      const gone = error instanceof Problem && (error.status === 404 || error.status === 409);
      toast(gone ? words.gone : errorText(error), { kind: "error" });
      return false;
    } finally {
      changed();
    }
  }

  return {
    respond: (invitation: Invitation, status: Answer) => {
      const title = invitation.event?.title ?? words.eventGone;
      const said = { accepted: words.accepted, tentative: words.maybed, declined: words.declined }[status](title);
      return run(() => api.PUT("/api/event-invitations/{id}/respond", { params: { path: { id: invitation.id } }, body: { status } }), said);
    },
    connect: (request: Schemas["IncomingConnectionRequest"]) =>
      run(() => api.POST("/api/connections/requests/{id}/accept", { params: { path: { id: request.id } } }), words.connected(byName(request))),
    reject: async (request: Schemas["IncomingConnectionRequest"]) => {
      const name = byName(request);
      if (!(await confirm({ title: words.rejectTitle(name), text: words.rejectText, action: words.reject }))) return false;
      return run(() => api.POST("/api/connections/requests/{id}/reject", { params: { path: { id: request.id } } }), words.rejected(name));
    },
    block: async (request: Schemas["IncomingConnectionRequest"]) => {
      const name = byName(request);
      const sure = { title: connections.blockTitle(name), text: connections.blockAsking, action: connections.blockAction, danger: true };
      if (!(await confirm(sure))) return false;
      return run(() => api.POST("/api/connections/blocked", { body: { user_id: request.user_id } }), connections.blockedNow(name));
    },
    acceptCalendar: ({ calendar_id, name }: Schemas["SharedCalendar"]) =>
      run(() => api.POST("/api/shared-calendars/{calendar_id}/accept", { params: { path: { calendar_id } } }), words.calendarAccepted(name)),
    declineCalendar: async ({ calendar_id, name }: Schemas["SharedCalendar"]) => {
      if (!(await confirm({ title: words.declineTitle(name), text: words.declineText, action: words.decline }))) return false;
      return run(() => api.POST("/api/shared-calendars/{calendar_id}/decline", { params: { path: { calendar_id } } }), words.calendarDeclined(name));
    },
    leaveCalendar: async ({ calendar_id, name }: Schemas["SharedCalendar"]) => {
      const yes = await confirm({ title: texts.leaveTitle(name), text: texts.leaveText, action: texts.leaveAction, danger: true });
      if (!yes) return false;
      return run(() => api.DELETE("/api/shared-calendars/{calendar_id}", { params: { path: { calendar_id } } }), texts.left(name));
    },
  };
}
