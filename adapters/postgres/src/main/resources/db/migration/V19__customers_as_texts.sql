-- The customer of a hold is an opaque text. It was any JSON before, and of no use for comparing.
--
-- A column of another type would be read and written anew as a whole, so it is replaced; the customers
-- of holds that were made before are forgotten.

ALTER TABLE hold DROP COLUMN customer, ADD COLUMN customer text;
COMMENT ON COLUMN hold.customer IS 'The shop''s own id of its customer, as the shop sent it.';
