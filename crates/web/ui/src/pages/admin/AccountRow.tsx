import { useState } from "preact/hooks";
import { api, Problem, type Schemas } from "../../api";
import { formatAgo } from "../../i18n";
import { me, useLocation } from "../../shell";
import { Avatar, Badge, confirm, cx, errorText, IconButton, Menu, toast } from "../../ui";
import { withProof } from "../proof";
import styles from "./admin.module.css";
import { AccountSessions } from "./AccountSessions";
import type { Shown } from "./OneTimePassword";
import { useWords } from "./words";

type User = Schemas["User"];
type Sure = keyof ReturnType<typeof useWords>["accounts"]["sure"];

interface Props {
  user: User;
  /** The newer state; nothing when it is deleted. */
  onChange: (user: User | undefined) => void;
  onPassword: (shown: Shown) => void;
}

/** An account, its state in words, and what can be done with it. */
export function AccountRow({ user, onChange, onPassword }: Props) {
  const words = useWords().accounts;
  const { id, username } = user;
  const mine = me.value?.id === id;
  const { route } = useLocation();
  const [sessions, setSessions] = useState(false);
  const path = { params: { path: { id } } };

  async function run(act: () => Promise<User | "gone">, sure?: Sure, danger = false) {
    if (sure && !(await confirm({ title: words.sure[sure](username), text: words.text[sure], action: words[sure], danger }))) return;
    try {
      const done = await withProof(act);
      if (done === undefined) return;
      onChange(done === "gone" ? undefined : done);
      toast(done === "gone" ? words.removed(username) : words.done(username));
    } catch (error) {
      toast((error instanceof Problem && words.problems[error.code]) || errorText(error), { kind: "error" });
    }
  }

  const fresh = async () => (await api.GET("/api/admin/users/{id}", path)).data;
  const states = [
    mine && <Badge tone="accent">{words.you}</Badge>,
    user.role === "admin" && <Badge>{words.roles.admin}</Badge>,
    !user.is_active && <Badge tone="danger">{words.off}</Badge>,
    user.is_locked && <Badge tone="danger">{words.locked}</Badge>,
    user.must_change_password && <Badge tone="warning">{words.mustChange}</Badge>,
    user.mfa_enforce_pending && <Badge tone="warning">{words.pending}</Badge>,
    user.passwordless_enabled && <Badge tone="success">{words.passwordless}</Badge>,
  ];
  const facts = [
    user.last_login_at ? words.lastLogin(formatAgo(user.last_login_at)) : words.neverLogin,
    words.sessions(user.session_count),
    user.totp_enabled && words.totp,
    user.passkey_count > 0 && words.passkeys(user.passkey_count),
    user.email,
  ];
  return (
    <div class={cx(styles.ruled, styles.line, !user.is_active && styles.off)}>
      <Avatar name={username} size={36} />
      <div class={styles.text}>
        <span class={styles.states}>
          <span class={styles.name}>{username}</span>
          {states}
        </span>
        <span class={styles.muted}>{facts.filter(Boolean).join(" · ")}</span>
      </div>
      <Menu
        align="end"
        trigger={(props) => <IconButton {...props} small icon="more" label={words.more(username)} />}
        items={[
          !mine && {
            label: words.reset,
            icon: "key",
            onSelect: () =>
              void run(async () => {
                const { data } = await api.POST("/api/admin/users/{id}/reset-password", { ...path, body: {} });
                if (data.temporary_password) onPassword({ user: data.user, password: data.temporary_password });
                return data.user;
              }, "reset"),
          },
          user.is_locked && {
            label: words.unlock,
            icon: "lock",
            onSelect: () => void run(async () => (await api.POST("/api/admin/users/{id}/unlock", path)).data),
          },
          !mine &&
            (user.role === "admin"
              ? { label: words.makeMember, icon: "user", onSelect: () => void run(async () => (await api.PUT("/api/admin/users/{id}/role", { ...path, body: { role: "standard" } })).data, "makeMember") }
              : { label: words.makeAdmin, icon: "admin", onSelect: () => void run(async () => (await api.PUT("/api/admin/users/{id}/role", { ...path, body: { role: "admin" } })).data, "makeAdmin") }),
          "divider",
          !user.totp_enabled && {
            label: user.mfa_enforce_pending ? words.relaxMfa : words.enforceMfa,
            icon: "device",
            onSelect: () =>
              void run(
                async () => (await api.PUT("/api/admin/users/{id}/enforce-mfa", { ...path, body: { enforce: !user.mfa_enforce_pending } })).data,
                user.mfa_enforce_pending ? undefined : "enforceMfa",
              ),
          },
          !mine &&
            user.totp_enabled && {
              label: words.disableMfa,
              icon: "device",
              onSelect: () => void run(async () => (await api.POST("/api/admin/users/{id}/disable-mfa", path)).data, "disableMfa", true),
            },
          !mine &&
            user.passwordless_enabled && {
              label: words.passwordlessOff,
              icon: "key",
              onSelect: () =>
                void run(async () => (await api.PUT("/api/admin/users/{id}/passwordless", { ...path, body: { enabled: false } })).data, "passwordlessOff"),
            },
          !mine && user.session_count > 0 && { label: words.showSessions, icon: "sign-out", onSelect: () => setSessions(true) },
          { label: words.didWhat, icon: "history", onSelect: () => route(`/admin/audit?who=${encodeURIComponent(username)}`) },
          !mine && "divider",
          !mine &&
            (user.is_active
              ? {
                  label: words.switchOff,
                  icon: "ban",
                  danger: true,
                  onSelect: () => void run(async () => (await api.PUT("/api/admin/users/{id}/active", { ...path, body: { is_active: false } })).data, "switchOff", true),
                }
              : {
                  label: words.switchOn,
                  icon: "check",
                  onSelect: () => void run(async () => (await api.PUT("/api/admin/users/{id}/active", { ...path, body: { is_active: true } })).data),
                }),
          !mine && {
            label: words.remove,
            icon: "trash",
            danger: true,
            onSelect: () =>
              void run(
                async () => {
                  await api.DELETE("/api/admin/users/{id}", path);
                  return "gone";
                },
                "remove",
                true,
              ),
          },
        ]}
      />
      {sessions && (
        <AccountSessions
          user={user}
          onClose={() => setSessions(false)}
          onEnded={() => {
            setSessions(false);
            void run(fresh);
          }}
        />
      )}
    </div>
  );
}
