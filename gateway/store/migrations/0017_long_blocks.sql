-- Blocks that last long, as a look at some minutes has to find those that began before them.
create index telemetry_blocks_long on telemetry_blocks (vehicle_id, ends_at)
  where ends_at - starts_at > interval '10 minutes';
