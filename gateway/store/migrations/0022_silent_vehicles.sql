-- Vehicles that were there by their own word and have not been heard since, without a last will:
-- not online, but the session has not ended either, and they may go on with it.
alter table vehicles add column silent boolean not null default false;

create or replace view vehicle_lines as
select v.id, v.vin, v.plate, v.model, v.owner, v.phone, v.time_zone, v.locale, v.software,
  v.online, v.presence_since, v.last_heard_at, v.backlog,
  worst.severity, worst.code, worst.title, worst.next_step,
  coalesce(worst.needs_person, false) as needs_person, v.silent
from vehicles v
left join lateral (
  select c.severity, c.code, c.next_step,
    (select body->>'title' from verdicts where case_id = c.id order by id desc limit 1) as title,
    bool_or(c.state = 'needs_person') over () as needs_person
  from cases c where c.vehicle_id = v.id and c.closed_at is null
  order by severity_rank(c.severity) desc, c.opened_at
  limit 1
) worst on true;
