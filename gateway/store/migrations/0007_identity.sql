-- Who may speak: every certificate that was issued, and by whom it was issued and revoked. Never a key.

create table certificates (
  serial text primary key check (serial ~ '^[0-9a-f]+$'),
  vehicle_id integer not null references vehicles on delete cascade,
  issued_at timestamptz not null,
  valid_until timestamptz not null,
  issued_by text not null,
  renews text references certificates, -- the one before it
  revoked_at timestamptz,
  revoked_by text,
  check (issued_at < valid_until),
  check ((revoked_at is null) = (revoked_by is null))
);
create index certificates_by_vehicle on certificates (vehicle_id, issued_at);
