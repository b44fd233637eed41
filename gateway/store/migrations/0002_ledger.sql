-- The ledger as one row a boot; headers beside their content; wakes that wait for nobody.

-- What was taken in, as ranges; the highest sequence that is known to exist.
alter table boots
  add column received int8multirange not null default '{}',
  add column last_seq bigint not null default 0;
update boots b set received = taken.sequences, last_seq = upper(taken.sequences) - 1
from (
  select vehicle_id, boot_id, range_agg(int8range(seq, seq, '[]')) as sequences
  from reports group by vehicle_id, boot_id
) taken
where (b.vehicle_id, b.boot_id) = (taken.vehicle_id, taken.boot_id);

-- Event time of the newest report: without it each look at a case would search for it.
alter table vehicles add column latest_at timestamptz;
update vehicles v set latest_at = newest.at
from (select vehicle_id, max(at) as at from reports group by vehicle_id) newest
where v.id = newest.vehicle_id;

-- Both are written in every batch: room on their pages keeps the indexes out of it.
alter table boots set (fillfactor = 70);
alter table vehicles set (fillfactor = 70);

-- One row a matrix, with the header of its report; a report without one has a row of no signals.
insert into signal_sets (numbers, digest) values ('{}', sha256('')) on conflict do nothing;
alter table telemetry_blocks rename to old_blocks;
create table telemetry_blocks (
  boot_id bigint not null,
  seq bigint not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  received_at timestamptz not null,
  uptime_ms bigint not null, -- the vehicle's own words, kept so that events can be placed anew
  age_ms bigint,
  wall_ms bigint not null,
  vehicle_id integer not null,
  signal_set integer not null references signal_sets,
  thinned_samples integer not null, -- taken out of the report on board
  matrix smallint not null, -- 0 is always there
  time_source text not null,
  offsets_ms bytea not null, -- uint32 milliseconds after starts_at
  samples bytea not null -- float32, row after row
);
insert into telemetry_blocks
select boot_id, seq, coalesce(b.starts_at, r.at), coalesce(b.ends_at, r.at), r.received_at,
  r.uptime_ms, r.age_ms, r.wall_ms, vehicle_id,
  coalesce(b.signal_set, (select id from signal_sets where numbers = '{}')),
  r.thinned_samples, coalesce(b.matrix, 0), r.time_source, coalesce(b.offsets_ms, ''),
  coalesce(b.samples, '')
from reports r left join old_blocks b using (vehicle_id, boot_id, seq)
where r.kind = 'Telemetry';
drop table old_blocks;
create index telemetry_blocks_by_time on telemetry_blocks (vehicle_id, ends_at);
create index telemetry_blocks_by_set on telemetry_blocks (vehicle_id, signal_set, ends_at);
-- Boots are drawn at random: of two vehicles that have the same one, both are read.
create index telemetry_blocks_by_report on telemetry_blocks (boot_id, seq);

alter table fault_reports
  add column time_source text,
  add column received_at timestamptz,
  add column uptime_ms bigint,
  add column age_ms bigint,
  add column wall_ms bigint;
update fault_reports f set time_source = r.time_source, received_at = r.received_at,
  uptime_ms = r.uptime_ms, age_ms = r.age_ms, wall_ms = r.wall_ms
from reports r
where (f.vehicle_id, f.boot_id, f.seq) = (r.vehicle_id, r.boot_id, r.seq);
alter table fault_reports
  alter time_source set not null,
  alter received_at set not null,
  alter uptime_ms set not null,
  alter wall_ms set not null;
create index fault_reports_by_report on fault_reports (boot_id, seq);

alter table replies
  add column time_source text,
  add column received_at timestamptz,
  add column uptime_ms bigint,
  add column age_ms bigint,
  add column wall_ms bigint;
update replies p set time_source = r.time_source, received_at = r.received_at,
  uptime_ms = r.uptime_ms, age_ms = r.age_ms, wall_ms = r.wall_ms
from reports r
where (p.vehicle_id, p.boot_id, p.seq) = (r.vehicle_id, r.boot_id, r.seq);
alter table replies
  alter time_source set not null,
  alter received_at set not null,
  alter uptime_ms set not null,
  alter wall_ms set not null;
create index replies_by_report on replies (boot_id, seq);

-- When the report was measured that tells of it.
alter table omissions add column told_at timestamptz;
update omissions o set told_at = r.at
from reports r
where (o.vehicle_id, o.told_boot, o.told_seq) = (r.vehicle_id, r.boot_id, r.seq);
alter table omissions alter told_at set not null;

drop table reports;
create view reports as
select vehicle_id, boot_id, seq, 'Telemetry' as kind, starts_at as at, time_source, received_at,
  uptime_ms, age_ms, wall_ms, thinned_samples
from telemetry_blocks where matrix = 0
union all
select vehicle_id, boot_id, seq, 'FaultReport', at, time_source, received_at, uptime_ms, age_ms,
  wall_ms, 0
from fault_reports
union all
select vehicle_id, boot_id, seq, 'Reply', at, time_source, received_at, uptime_ms, age_ms,
  wall_ms, 0
from replies;

-- Something has changed for a case. Intake only adds; whoever looks at the case takes away what it
-- has seen. So neither waits for the other, and nothing is buried.
create table wakes (
  case_id bigint not null references cases,
  at timestamptz not null
);
create index wakes_by_case on wakes (case_id, at);
