-- That someone was forgotten, when and by whom; whom, it does not say.
create table erasures (
  id bigserial primary key,
  at timestamptz not null,
  vehicle_id integer not null references vehicles,
  what text not null check (what in ('vehicle', 'owner')),
  asked_by text not null,
  rows jsonb not null -- deleted or changed, by table
);
