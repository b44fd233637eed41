-- The version of its software that a component had when it told of its faults; empty: not known.

alter table fault_reports add column software text not null default '';
