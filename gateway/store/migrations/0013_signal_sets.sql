-- The number of the vehicle that first used a set, of which each may bring so many; not known of older ones.
alter table signal_sets add column told_by integer;
create index signal_sets_by_vehicle on signal_sets (told_by);
