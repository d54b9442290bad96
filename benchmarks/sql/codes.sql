-- The stores of the group, by code.
SELECT code FROM accounts_store ORDER BY code;
