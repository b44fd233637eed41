-- The first schema: reports, episodes, findings, cases, operations, bookings, sign-in.

create extension if not exists btree_gist;

create table vehicles (
  id serial primary key,
  vin text not null unique,
  plate text not null default '',
  model text not null default '',
  owner text not null default '',
  phone text not null default '',
  locale text not null default 'en',
  country text not null default '',
  subdivision text not null default '',
  time_zone text not null default 'UTC',
  software jsonb not null default '{}',
  online boolean not null default false,
  presence_order bigint[] not null default '{0,0,0}', -- unit, boot count, session
  presence_boot bigint,
  presence_since timestamptz,
  backlog bigint not null default 0,
  last_heard_at timestamptz
);

-- The telematics units that a vehicle has had, in the order in which they were first heard.
create table units (
  vehicle_id integer not null references vehicles,
  unit_id bigint not null,
  unit_order bigint not null,
  primary key (vehicle_id, unit_id),
  unique (vehicle_id, unit_order)
);

create table boots (
  vehicle_id integer not null references vehicles,
  boot_id bigint not null,
  boot_count bigint not null,
  started_at timestamptz,
  wall_offset_s double precision,
  primary key (vehicle_id, boot_id)
);

-- The ledger: a report is in here once, for ever, or it has not been taken in.
create table reports (
  vehicle_id integer not null references vehicles,
  boot_id bigint not null,
  seq bigint not null,
  kind text not null,
  at timestamptz not null,
  time_source text not null,
  received_at timestamptz not null,
  uptime_ms bigint not null, -- the vehicle's own words, kept so that events can be placed anew
  age_ms bigint,
  wall_ms bigint not null,
  thinned_samples integer not null default 0, -- taken out of it on board
  primary key (vehicle_id, boot_id, seq)
);
create index reports_by_time on reports (vehicle_id, at);

-- Reports that a vehicle owns up to have given up. One that did arrive stands all the same.
create table omissions (
  vehicle_id integer not null references vehicles,
  boot_id bigint not null,
  first_seq bigint not null,
  last_seq bigint not null,
  samples bigint not null, -- when they were made; 0: not known any more
  reason text not null,
  told_boot bigint not null, -- the report that told it
  told_seq bigint not null,
  check (first_seq <= last_seq)
);
create index omissions_by_boot on omissions (vehicle_id, boot_id, first_seq);
create index omissions_by_report on omissions (vehicle_id, told_boot, told_seq);

create table signal_sets (
  id serial primary key,
  numbers integer[] not null,
  digest bytea not null unique
);

-- One row a matrix; values are float32, row after row; offsets are uint32 milliseconds after starts_at.
create table telemetry_blocks (
  vehicle_id integer not null,
  boot_id bigint not null,
  seq bigint not null,
  matrix smallint not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  signal_set integer not null references signal_sets,
  offsets_ms bytea not null,
  samples bytea not null
);
create index telemetry_blocks_by_time on telemetry_blocks (vehicle_id, ends_at);
create index telemetry_blocks_by_set on telemetry_blocks (vehicle_id, signal_set, ends_at);

create table fault_reports (
  vehicle_id integer not null,
  boot_id bigint not null,
  seq bigint not null,
  unit_order bigint not null,
  boot_count bigint not null,
  at timestamptz not null,
  component text not null,
  operation_cycle bigint not null,
  available smallint not null, -- status bits that the component supports
  entries jsonb not null
);
create index fault_reports_by_order
  on fault_reports (vehicle_id, component, unit_order, boot_count, seq);
create index fault_reports_by_time on fault_reports (vehicle_id, component, at);

create table replies (
  vehicle_id integer not null,
  boot_id bigint not null,
  seq bigint not null,
  at timestamptz not null,
  command_id uuid not null,
  state text not null,
  reason text not null,
  step bigint not null,
  steps bigint not null,
  doing text not null,
  exchanges jsonb not null
);
create index replies_by_command on replies (command_id);

-- Frames that could not be taken in, kept with their reason; the same frame again only counts.
create table refused_frames (
  id bigserial primary key,
  topic text not null,
  digest bytea not null unique, -- SHA-256 of topic and payload
  payload bytea not null,
  reason text not null,
  detail text not null,
  times_seen bigint not null default 1,
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null
);
create index refused_frames_by_time on refused_frames (last_seen_at);

create table oddities (
  kind text not null,
  what text not null,
  times_seen bigint not null default 1,
  primary key (kind, what)
);

create table episodes (
  id bigserial primary key,
  vehicle_id integer not null references vehicles,
  component text not null,
  code integer not null,
  opened_at timestamptz not null,
  updated_at timestamptz not null,
  status smallint not null,
  occurrences bigint not null,
  ended_at timestamptz,
  ending text
);
create unique index episodes_open on episodes (vehicle_id, component, code) where ended_at is null;
create index episodes_by_vehicle on episodes (vehicle_id, opened_at);

create table episode_history (
  episode_id bigint not null references episodes,
  at timestamptz not null,
  boot_id bigint not null,
  seq bigint not null,
  status smallint not null,
  occurrences bigint not null,
  snapshots jsonb not null
);
create index episode_history_by_episode on episode_history (episode_id, at);

create table findings (
  id bigserial primary key,
  vehicle_id integer not null references vehicles,
  rule text not null,
  rulebook_version text not null,
  component text not null,
  code integer not null,
  severity text not null,
  cause text not null,
  evidence text[] not null,
  missing text[] not null,
  opened_at timestamptz not null,
  ended_at timestamptz
);
create unique index findings_open on findings (vehicle_id, rule) where ended_at is null;

-- One problem of one vehicle; no open case without a next event.
create table cases (
  id bigserial primary key,
  vehicle_id integer not null references vehicles,
  component text not null,
  code integer not null,
  state text not null,
  severity text not null,
  outcome text,
  next_step text not null,
  since timestamptz not null, -- when the state was entered
  opened_at timestamptz not null,
  closed_at timestamptz,
  due_at timestamptz,
  check ((closed_at is null) = (due_at is not null)),
  check ((closed_at is null) = (outcome is null))
);
create unique index cases_open on cases (vehicle_id, component, code) where closed_at is null;
create index cases_due on cases (due_at) where closed_at is null;

create table verdicts (
  id bigserial primary key,
  case_id bigint not null references cases,
  at timestamptz not null,
  severity text not null,
  rule text not null,
  rulebook_version text not null,
  body jsonb not null
);
create index verdicts_by_case on verdicts (case_id, id);

create table attempts (
  id bigserial primary key,
  case_id bigint not null references cases,
  vehicle_id integer not null references vehicles,
  remedy text not null,
  title text not null,
  component text not null,
  started_at timestamptz not null,
  ended_at timestamptz,
  claimed_at timestamptz,
  proof text,
  proof_reason text not null default '',
  refused boolean not null default false
);
-- One thing at a time is tried on a component.
create unique index attempts_open on attempts (vehicle_id, component) where ended_at is null;
create index attempts_by_case on attempts (case_id, id);
create index attempts_by_vehicle on attempts (vehicle_id, started_at);

create table operations (
  id uuid primary key,
  vehicle_id integer not null references vehicles,
  case_id bigint references cases,
  attempt_id bigint references attempts,
  step_index integer not null,
  component text not null,
  action jsonb not null,
  title text not null,
  safety_class text not null,
  asked_by text not null,
  asked_at timestamptz not null,
  expires_at timestamptz not null,
  budget_s double precision not null,
  state text not null,
  reason text not null default '',
  step bigint not null default 0,
  steps bigint not null default 0,
  doing text not null default '',
  exchanges jsonb not null default '[]',
  ended_at timestamptz,
  settled_at timestamptz, -- when it was certain that nobody will say otherwise
  -- Law 2, once more: what is not on these lists is never changed from afar.
  constraint operations_never_from_afar check (
    action ?| '{read_evidence,read_faults,ecu_reset,clear_fault}'
    and (not action ? 'ecu_reset' or component in ('telematics', 'infotainment'))
    and (not action ? 'clear_fault'
      or component in ('telematics', 'infotainment', 'thermal_management', 'driver_assistance',
          'body_control')
        and coalesce(action->>'clear_fault', 'C')
          !~ '^(P.[A-F]|C|B00|U01[1235]|U04[1235]|U3FFF)'))
);
create index operations_by_attempt on operations (attempt_id, step_index);
create index operations_by_vehicle on operations (vehicle_id, asked_at);
create index operations_live on operations (expires_at)
  where state in ('queued', 'sent', 'accepted', 'waiting', 'running');

create table operation_events (
  operation_id uuid not null references operations,
  at timestamptz not null,
  state text not null,
  words text not null
);
create index operation_events_by_operation on operation_events (operation_id, at);

-- A command leaves only from here; it stays until the vehicle has said how it ended.
create table outbox (
  operation_id uuid primary key references operations,
  vehicle_id integer not null references vehicles,
  downlink bytea not null,
  expires_at timestamptz not null,
  taken_at timestamptz, -- by who publishes it; unlike sent_at: on its way, or nobody knows
  taken_in bigint[], -- boot_count, session of the vehicle
  sent_at timestamptz -- taken_at, once the broker has it
);
create index outbox_due on outbox (taken_at nulls first, operation_id);

create table timeline (
  id bigserial primary key,
  vehicle_id integer not null references vehicles,
  case_id bigint references cases,
  at timestamptz not null,
  kind text not null,
  severity text,
  words text not null
);
create index timeline_by_vehicle on timeline (vehicle_id, at, id);
create index timeline_by_case on timeline (case_id, kind, id);

create table service_centres (
  id text primary key,
  name text not null,
  document jsonb not null
);

create table appointments (
  id bigserial primary key,
  case_id bigint not null references cases,
  vehicle_id integer not null references vehicles,
  centre_id text not null references service_centres,
  bay text not null,
  during tstzrange not null,
  state text not null,
  held_until timestamptz,
  skills text[] not null,
  tow boolean not null,
  verdict_id bigint not null references verdicts,
  booked_at timestamptz,
  cancelled_at timestamptz,
  ended_at timestamptz, -- done, or the car did not come
  ended_by text not null default '',
  found text not null default '', -- what the workshop found and did
  check ((state = 'held') = (held_until is not null)),
  -- A slot is never sold twice.
  constraint appointments_never_overlap
    exclude using gist (centre_id with =, bay with =, during with &&)
    where (state in ('held', 'booked'))
);
create unique index appointments_one_a_case on appointments (case_id) where state in ('held', 'booked');
create index appointments_held on appointments (held_until) where state = 'held';
create index appointments_by_centre on appointments using gist (centre_id, during);

create table sign_in_links (
  digest bytea primary key,
  username text not null,
  expires_at timestamptz not null,
  used_at timestamptz
);

create table sessions (
  digest bytea primary key,
  username text not null,
  started_at timestamptz not null,
  seen_at timestamptz not null
);

-- Severities from harmless to grave, as `gateway.domain.severity` orders them.
create function severity_rank(severity text) returns integer language sql immutable as
$$ select array_position(array['monitor', 'unknown', 'soon', 'urgent', 'stop_driving'], severity) $$;

create view vehicle_lines as
select v.id, v.vin, v.plate, v.model, v.owner, v.phone, v.time_zone, v.locale, v.software,
  v.online, v.presence_since, v.last_heard_at, v.backlog,
  worst.severity, worst.code, worst.title, worst.next_step,
  coalesce(worst.needs_person, false) as needs_person
from vehicles v
left join lateral (
  select c.severity, c.code, c.next_step,
    (select body->>'title' from verdicts where case_id = c.id order by id desc limit 1) as title,
    bool_or(c.state = 'needs_person') over () as needs_person
  from cases c where c.vehicle_id = v.id and c.closed_at is null
  order by severity_rank(c.severity) desc, c.opened_at
  limit 1
) worst on true;
