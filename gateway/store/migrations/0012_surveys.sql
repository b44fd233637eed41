-- Vehicles whose roll-ups have got something new since their days were last surveyed.

create table survey_due (
  vehicle_id integer primary key references vehicles,
  since timestamptz not null, -- the earliest hour that has changed
  rolled_up bigint not null -- by which roll-up at last
);
-- All that have been rolled up before there were surveys.
insert into survey_due select id, '-infinity', 0 from vehicles;
