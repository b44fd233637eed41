-- Telemetry by event time: a hypertable where TimescaleDB is, a partition a day where it is not.

-- Sets are never deleted and the number comes from their table: a look-up a row proves nothing.
alter table telemetry_blocks
  drop constraint if exists telemetry_blocks_signal_set_fkey,
  drop constraint if exists telemetry_blocks_signal_set_fkey1;

-- Which transaction stored it: what the roll-ups have not seen, however late it was measured.
alter table telemetry_blocks
  add column stored_by bigint not null default (pg_current_xact_id()::text::bigint);
create index telemetry_blocks_by_transaction on telemetry_blocks (stored_by);

-- The Apache edition of TimescaleDB has neither columnstore nor policies: no better than plain.
create function has_timescale() returns boolean language sql stable as
$$
  select current_setting('timescaledb.license', true) = 'timescale'
    and exists (select from pg_extension where extname = 'timescaledb')
$$;

do $$
declare
  reports_as text := pg_get_viewdef('reports');
  day timestamptz;
begin
  if has_timescale() then
    perform create_hypertable('telemetry_blocks', by_range('ends_at', interval '1 day'),
      create_default_indexes => false, migrate_data => true);
    alter table telemetry_blocks set (timescaledb.enable_columnstore = true,
      timescaledb.segmentby = 'vehicle_id', timescaledb.orderby = 'ends_at desc');
  else
    set local time zone 'UTC';
    drop view reports;
    alter table telemetry_blocks rename to old_blocks;
    create table telemetry_blocks (like old_blocks including all) partition by range (ends_at);
    -- A time that no partition was made for refuses nothing; maintenance sorts it.
    create table telemetry_blocks_default partition of telemetry_blocks default;
    create index telemetry_blocks_default_by_end on telemetry_blocks_default (ends_at);
    for day in
      select distinct date_trunc('day', ends_at) from old_blocks
      where ends_at between now() - interval '400 days' and now()
    loop
      execute format('create table %I partition of telemetry_blocks for values from (%L) to (%L)',
        'telemetry_blocks_' || to_char(day, 'YYYY_MM_DD'), day, day + interval '1 day');
    end loop;
    insert into telemetry_blocks select * from old_blocks;
    drop table old_blocks;
    execute 'create view reports as ' || reports_as;
  end if;
end
$$;
