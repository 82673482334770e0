\set person random(1, :people)
SELECT u.id, u.email, u.display_name, u.timezone, u.is_active FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.id = 'limit-' || (:person)::text AND s.expires_at > now();
SELECT id, user_id, title, description, location, starts_at, ends_at, all_day, rrule, recur_until, created_at FROM events WHERE user_id = :person AND ((rrule IS NULL AND starts_at < date_trunc('day', now()) + interval '1 day' AND starts_at >= date_trunc('day', now()) - interval '1 day' AND ends_at > date_trunc('day', now())) OR (rrule IS NOT NULL AND starts_at < date_trunc('day', now()) + interval '1 day'));
SELECT id, user_id, title, description, status, priority, due_at, completed_at, created_at, updated_at FROM todos WHERE user_id = :person AND status = 'open' AND due_at < date_trunc('day', now()) + interval '1 day';
SELECT id, user_id, title, due_at, state FROM reminders WHERE user_id = :person AND state = 'pending' AND due_at < date_trunc('day', now()) + interval '1 day';
