-- An owner finds its events by its own ids of them. There are thousands of events, not millions, so this takes
-- milliseconds.
CREATE INDEX event_by_external_id ON event (external_id, starts_at, event_id) WHERE external_id IS NOT NULL;
