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
  ended_at is not null and ending = 'healed' and confirmed_at is null) stored;
create index episodes_by_end on episodes (vehicle_id, ended_at);

-- Frames of one topic and reason: the first and the newest are kept, all are counted.
alter table refused_frames add column early boolean not null default true;
drop index refused_frames_by_time;
create index refused_frames_by_topic on refused_frames (md5(topic), reason, last_seen_at);
create index refused_frames_by_time on refused_frames (last_seen_at, id);

create table refusals (
  reason text not null,
  topic_digest text not null, -- md5 of the topic; '' stands for all that have no row of their own
  topic text not null,
  times_seen bigint not null,
  kept bigint not null, -- distinct frames in refused_frames
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null,
  primary key (reason, topic_digest)
);
insert into refusals
select reason, md5(topic), topic, sum(times_seen), count(*), min(first_seen_at),
  max(last_seen_at)
from refused_frames group by reason, topic;
