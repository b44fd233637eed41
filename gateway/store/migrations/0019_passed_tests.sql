-- Since when the code of an open life is only stored; not known of what is older.
alter table episodes add column passed_at timestamptz;
