-- Reports that wait to be judged in order; the gaps that they wait behind, and asking for those.

-- Which unit made the reports of a boot; of boots from before, by the fault report that begins each.
alter table boots add column unit_order bigint not null default 0;
update boots b set unit_order = coalesce(
  (select unit_order from fault_reports f
   where (f.vehicle_id, f.boot_id) = (b.vehicle_id, b.boot_id) limit 1),
  (select max(unit_order) from units u where u.vehicle_id = b.vehicle_id), 0);
create index boots_by_order on boots (vehicle_id, unit_order, boot_count, boot_id);

-- Stored, but not judged yet; the rest of what was received has been.
create table held_back (
  vehicle_id integer not null references vehicles,
  boot_id bigint not null,
  seq bigint not null,
  unit_order bigint not null,
  boot_count bigint not null,
  at timestamptz not null,
  until timestamptz not null, -- of the wall: then it is judged, whatever is missing before it
  primary key (vehicle_id, boot_id, seq)
);
create index held_back_due on held_back (until);

-- Judged behind later ones.
create table late_reports (
  vehicle_id integer not null references vehicles,
  boot_id bigint not null,
  sequences int8multirange not null,
  measured_from timestamptz not null,
  measured_until timestamptz not null,
  told_at timestamptz not null, -- when the last of them came
  primary key (vehicle_id, boot_id)
);

-- Ranges that have been made and have not come: 1 to boots.last_seq, less what was received, less
-- omissions. One that fills goes; what the vehicle no longer has stands in omissions.
create table gaps (
  vehicle_id integer not null references vehicles,
  boot_id bigint not null,
  first_seq bigint not null,
  last_seq bigint not null,
  noticed_at timestamptz not null,
  since timestamptz, -- event times of the reports around it
  until timestamptz,
  asked integer not null, -- times that the vehicle was asked for these very reports
  due_at timestamptz, -- of the wall: when it is asked next; null: not any more
  primary key (vehicle_id, boot_id, first_seq),
  check (first_seq <= last_seq)
);
create index gaps_due on gaps (due_at) where due_at is not null;
