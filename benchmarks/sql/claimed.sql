-- Whether the booking of this transaction has got all four: bay, technician, advisor and car.
SELECT count(*) = 4 FROM capacity_claim WHERE store_id = %(store)s AND claim_set_id = currval('capacity_claimset_id_seq');
