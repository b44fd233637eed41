-- What drives a vehicle, and its model year, by its papers; null: they do not say.

alter table vehicles
  add column model_year integer,
  add column powertrain text;
