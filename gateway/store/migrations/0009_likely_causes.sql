-- Which causes were likely when a finding opened, the likeliest first, with what spoke for and against each.
alter table findings add column causes jsonb not null default '[]';
