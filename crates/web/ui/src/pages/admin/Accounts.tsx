import { useEffect, useMemo, useState } from "preact/hooks";
import { api, further, invalidate, paged, type Schemas } from "../../api";
import { useLocation } from "../../shell";
import { Button, EmptyState, ErrorState, List, SearchField, Segmented, Skeleton } from "../../ui";
import { AccountRow } from "./AccountRow";
import styles from "./admin.module.css";
import { NewAccount } from "./NewAccount";
import { OneTimePassword, type Shown } from "./OneTimePassword";
import { useWords } from "./words";

type User = Schemas["User"];

/** All accounts, with what an admin may do with each. */
export default function Accounts() {
  const words = useWords().accounts;
  const { query, route } = useLocation();
  const search = query.search ?? "";
  const active = query.active === "yes" ? true : query.active === "no" ? false : undefined;
  const [adding, setAdding] = useState(false);
  const [shown, setShown] = useState<Shown | null>(null);
  const list = useMemo(() => {
    const filter = { ...(search && { search }), ...(active !== undefined && { active }) };
    return paged<User>((cursor, signal) => api.GET("/api/admin/users", { params: { query: { ...filter, ...further(cursor) } }, signal }));
  }, [search, active]);
  useEffect(() => {
    void list.more();
    return () => list.abort();
  }, [list]);

  function go(next: { search?: string; active?: string }) {
    const all = { search, active: query.active ?? "", ...next };
    const to = new URLSearchParams(Object.entries(all).filter(([, value]) => value));
    route(to.size ? `/admin/accounts?${to}` : "/admin/accounts", true);
  }

  const items = list.items.value;
  const error = list.error.value;
  return (
    <>
      <div class={styles.bar}>
        <div class={styles.search}>
          <SearchField label={words.search} value={search} onSearch={(text) => go({ search: text })} />
        </div>
        <Segmented
          label={words.show}
          value={query.active ?? ""}
          onValue={(value) => go({ active: value })}
          options={[
            { value: "", label: words.all },
            { value: "yes", label: words.active },
            { value: "no", label: words.inactive },
          ]}
        />
        <Button variant="primary" icon="user-plus" onClick={() => setAdding(true)}>
          {words.add}
        </Button>
      </div>
      {!items && (error ? <ErrorState error={error} onRetry={() => void list.reload()} /> : <Skeleton rows={6} />)}
      {items && items.length === 0 && <EmptyState icon="search" title={words.none} />}
      {items && items.length > 0 && (
        <List
          label={words.list}
          items={items}
          itemKey={(user) => user.id}
          estimate={66}
          onEnd={list.hasMore.value && !error ? () => void list.more() : undefined}
          render={(user) => (
            <AccountRow
              user={user}
              onChange={(next) => {
                list.update((all) => (next ? all.map((one) => (one.id === next.id ? next : one)) : all.filter(({ id }) => id !== user.id)));
                invalidate("/api/admin/dashboard");
              }}
              onPassword={setShown}
            />
          )}
          after={
            <>
              {list.loading.value && <Skeleton rows={3} />}
              {error && <ErrorState small error={error} onRetry={() => void list.more()} />}
            </>
          }
        />
      )}
      {adding && (
        <NewAccount
          onClose={() => setAdding(false)}
          onCreated={({ user, temporary_password }) => {
            setAdding(false);
            if (temporary_password) setShown({ user, password: temporary_password });
            invalidate("/api/admin/dashboard");
            void list.reload();
          }}
        />
      )}
      {shown && <OneTimePassword {...shown} onClose={() => setShown(null)} />}
    </>
  );
}
