// One INSERT of several rows a message, through a pool of connections.
const { vin, seq, at_ms, rows } = msg.payload;
const values = [];
const places = rows.map((row, i) => {
  const first = values.length;
  values.push(vin, seq, at_ms[i], ...row);
  return "(" + Array.from({ length: values.length - first }, (_, k) => "$" + (first + k + 1)) + ")";
});
await global.get("pool").query(
  "insert into telemetry (vin, seq, at_ms, /*COLUMNS*/) values " + places, values);
return null;
