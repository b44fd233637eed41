// Node-RED without its editor; what a function node may reach.
const { Pool } = require(/*PG*/);

module.exports = {
  flowFile: "flows.json",
  credentialSecret: false,
  httpAdminRoot: false,
  httpNodeRoot: false,
  uiPort: 0,
  uiHost: "127.0.0.1",
  functionGlobalContext: { pool: new Pool({ connectionString: /*DSN*/, max: /*POOL*/ }) },
  logging: { console: { level: "info" } },
};
