-- For a statement that is its own transaction: it fails as a whole where it must not be done.
create function stop_if_overtaken(left_over bigint) returns void language plpgsql as $$
begin
  if left_over > 0 then
    raise exception 'somebody else was there before' using errcode = 'serialization_failure';
  end if;
end
$$;
