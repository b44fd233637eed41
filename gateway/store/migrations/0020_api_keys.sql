-- Keys by which other systems ask; of the secret only the digest is kept.

create table api_keys (
  id bigserial primary key,
  name text not null,
  digest bytea not null unique,
  scopes text[] not null, -- none: it opens nothing
  every_vehicle boolean not null,
  issued_by text not null,
  issued_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  revoked_by text,
  used_at timestamptz, -- to the minute
  check ((revoked_at is null) = (revoked_by is null))
);
create unique index api_keys_named on api_keys (name) where revoked_at is null;

create table api_key_vehicles (
  key_id bigint not null references api_keys,
  vehicle_id integer not null references vehicles,
  primary key (key_id, vehicle_id)
);
create index api_key_vehicles_by_vehicle on api_key_vehicles (vehicle_id);
