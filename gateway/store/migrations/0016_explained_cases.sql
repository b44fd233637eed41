-- A case that another one explains, or what is done to the car, is closed and muted: none is opened for its code until
-- the explanation is over.
alter table cases add column muted boolean not null default false;
alter table cases add column explained_by bigint references cases;
alter table cases add column explained_by_rule text;
alter table cases add column muted_until timestamptz;

create unique index cases_muted on cases (vehicle_id, component, code) where muted;
create index cases_explained on cases (explained_by) where explained_by is not null;
