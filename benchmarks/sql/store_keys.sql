-- Every store of the group.
SELECT id FROM accounts_store ORDER BY id;
