-- Who asks for one vehicle reads its cases only.

create index cases_by_vehicle on cases (vehicle_id, id);
