-- A token of the API for a person.
INSERT INTO accounts_apitoken (user_id, key_hash, created_at)
SELECT id, %(key_hash)s, now() FROM accounts_user WHERE username = %(username)s;
