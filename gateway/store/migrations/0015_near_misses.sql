-- What failed and went again without being confirmed, over the fleet.
create index episodes_near_misses on episodes (ended_at) where near_miss;
