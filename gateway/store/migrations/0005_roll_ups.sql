-- What each signal of a vehicle was over an hour and over a day, long after its samples are gone.

do $$
declare
  hours text := $hours$
    create table signal_hours (
      vehicle_id integer not null,
      signal integer not null,
      hour timestamptz not null,
      total double precision not null,
      samples integer not null,
      lowest real not null,
      highest real not null,
      first real not null,
      last real not null,
      first_ms integer not null, -- after the hour has begun
      last_ms integer not null,
      primary key (vehicle_id, signal, hour)
    )
  $hours$;
begin
  if has_timescale() then
    execute hours;
    perform create_hypertable('signal_hours', by_range('hour', interval '30 days'),
      create_default_indexes => false);
    alter table signal_hours set (timescaledb.enable_columnstore = true,
      timescaledb.segmentby = 'vehicle_id, signal', timescaledb.orderby = 'hour desc');
    create materialized view signal_days
      with (timescaledb.continuous, timescaledb.materialized_only = false) as
      select vehicle_id, signal, time_bucket('1 day', hour) as day, sum(total) as total,
        sum(samples) as samples, min(lowest) as lowest, max(highest) as highest,
        first(first, hour) as first, last(last, hour) as last
      from signal_hours group by 1, 2, 3
      with no data;
  else
    execute hours || ' partition by range (hour)';
    create table signal_hours_default partition of signal_hours default;
    create index signal_hours_default_by_hour on signal_hours_default (hour);
    create table signal_days (
      vehicle_id integer not null,
      signal integer not null,
      day timestamptz not null,
      total double precision not null,
      samples bigint not null,
      lowest real not null,
      highest real not null,
      first real not null,
      last real not null,
      first_ms integer not null, -- after the day has begun
      last_ms integer not null,
      primary key (vehicle_id, signal, day)
    );
  end if;
end
$$;

-- Blocks of the transactions before this one are in the roll-ups.
create table roll_up_progress (
  single boolean primary key default true check (single),
  stored_before bigint not null
);
insert into roll_up_progress (stored_before) values (0);
