-- A session for everybody whose token's hash follows from the account's number, so that a script
-- can look one up without a table of tokens.
INSERT INTO sessions
    (user_id, token_hash, address, authenticated_at, created_at, last_seen_at, expires_at)
SELECT id, sha256(('limit' || id)::bytea), '127.0.0.1', now(), now(), now(), now() + interval '30 days'
FROM users;
VACUUM ANALYZE;
