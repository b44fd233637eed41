-- What a life of a fault remembers when not every report has a line; what is kept aside has bounds.

alter table episodes
  add column earlier bigint not null default 0, -- counted before the component's counter fell
  add column seen smallint not null default 0, -- every status bit that was ever set
  add column confirmed_at timestamptz,
  add column returns bigint not null default 0,
  add column crowd integer not null default 1, -- lives of this fault close behind each other
  add column reports bigint not null default 1,
  add column lines bigint not null default 1, -- rows in episode_history
  add column snapshots jsonb not null default '[]'; -- the newest that the component has sent

update episodes e set seen = told.seen, confirmed_at = told.confirmed_at, reports = told.lines,
  lines = told.lines, snapshots = coalesce(told.snapshots, '[]')
from (
  select h.episode_id, bit_or(h.status) as seen, count(*) as lines,
    min(h.at) filter (where h.status & 8 <> 0
      or (f.available & 8 = 0 and h.status & 5 <> 0)) as confirmed_at,
    (array_agg(h.snapshots order by h.at desc) filter (where h.snapshots <> '[]'))[1]
      as snapshots
  from episode_history h join episodes e on e.id = h.episode_id
  left join fault_reports f on (f.vehicle_id, f.boot_id, f.seq)
    = (e.vehicle_id, h.boot_id, h.seq)
  group by h.episode_id
) told
where e.id = told.episode_id;

alter table episodes add column near_miss boolean not null generated always as (
  ended_at is not null and coalesce(ending, '') = 'healed' and confirmed_at is null) stored;
create index episodes_by_end on episodes (vehicle_id, ended_at);

-- Frames of one topic and reason: the first and the newest are kept, all are counted.
alter table refused_frames
  add column source bytea, -- SHA-256 of the topic; empty for all that have no count of their own
  add column early boolean, -- one of the first: never made room of
  add column size integer; -- of the payload, which may have been cut
update refused_frames r set source = sha256(convert_to(topic, 'UTF8')), size = length(payload),
  early = ranked.place <= 8
from (
  select id, row_number() over (partition by reason, topic order by first_seen_at, id) as place
  from refused_frames
) ranked
where r.id = ranked.id;
alter table refused_frames
  alter source set not null,
  alter early set not null,
  alter size set not null;
create index refused_frames_by_source on refused_frames (source, reason, early, last_seen_at);

create table refusals (
  reason text not null,
  source bytea not null,
  topic text not null,
  times_seen bigint not null,
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null,
  primary key (source, reason)
);
insert into refusals
select reason, source, topic, sum(times_seen), min(first_seen_at), max(last_seen_at)
from refused_frames group by reason, source, topic;
