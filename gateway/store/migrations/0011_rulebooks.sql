-- When which rulebook came into force, who asked for it, and what was refused. Rules in the shadow are judged
-- and compared; their findings lie apart, where nothing acts on them.

create table rulebook_changes (
  id bigserial primary key,
  asked_at timestamptz not null,
  asked_by text not null,
  done_at timestamptz, -- null: to be done
  version text, -- in force from then on
  shadows jsonb not null default '[]', -- its rules in the shadow: {rule, component, code}
  stories integer, -- how many were played over it, null where they could not be read
  refused text, -- why it was not put in force
  check ((done_at is null) = (version is null and refused is null)),
  check (version is null or refused is null)
);
create index rulebook_changes_to_do on rulebook_changes (id) where done_at is null;

create table shadow_findings (
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
  causes jsonb not null,
  opened_at timestamptz not null,
  ended_at timestamptz
);
create unique index shadow_findings_open on shadow_findings (vehicle_id, rule) where ended_at is null;
create index shadow_findings_by_rule on shadow_findings (rule, opened_at);
