// The real Bluesky server (PDS, SQLite and blobs on disk) and an identity directory (PLC, in
// memory) in one process on 127.0.0.1.
//
//   node start.cjs MODULES DATA PORT PLC_PORT [limits]
//
// MODULES is the folder that holds node_modules. Secrets lie beside the data, so that a restart
// is the same server. Prints "ready" when both answer.
'use strict'
const { randomBytes } = require('node:crypto')
const fs = require('node:fs')
const { Server } = require('node:net')
const path = require('node:path')
const { createRequire } = require('node:module')

const [modules, data, port, plcPort, limits] = process.argv.slice(2)
const installed = createRequire(path.join(path.resolve(modules), 'package.json'))

// Neither server can be told an interface: each asks for a bare port, which means every one.
const listen = Server.prototype.listen
Server.prototype.listen = function (...args) {
  if (typeof args[0] !== 'number') return listen.apply(this, args)
  const ready = args.find((arg) => typeof arg === 'function')
  return listen.call(this, { host: '127.0.0.1', port: args[0] }, ready)
}

function secrets() {
  const file = path.join(data, 'secrets.json')
  if (!fs.existsSync(file)) {
    const hex = (bytes) => randomBytes(bytes).toString('hex')
    const made = { admin: hex(16), jwt: hex(32), dpop: hex(32), rotation: hex(32) }
    fs.writeFileSync(`${file}.half`, JSON.stringify(made), { mode: 0o600 })
    fs.renameSync(`${file}.half`, file)
  }
  return JSON.parse(fs.readFileSync(file, 'utf8'))
}

function settings(secret) {
  return {
    NODE_ENV: 'development',
    LOG_ENABLED: 'false',
    PDS_ADMIN_PASSWORD: secret.admin,
    PDS_BLOBSTORE_DISK_LOCATION: path.join(data, 'blobs'),
    PDS_CRAWLERS: '',
    PDS_DATA_DIRECTORY: data,
    PDS_DEV_MODE: 'true',
    PDS_DID_PLC_URL: `http://localhost:${plcPort}`,
    PDS_DISABLE_SSRF_PROTECTION: 'true',
    PDS_DPOP_SECRET: secret.dpop,
    PDS_HOSTNAME: 'localhost',
    PDS_INVITE_REQUIRED: 'false',
    PDS_JWT_SECRET: secret.jwt,
    PDS_PLC_ROTATION_KEY_K256_PRIVATE_KEY_HEX: secret.rotation,
    PDS_PORT: port,
    PDS_RATE_LIMITS_ENABLED: String(limits === 'limits'),
    PDS_SERVICE_HANDLE_DOMAINS: '.test',
  }
}

async function main() {
  fs.mkdirSync(path.join(data, 'blobs'), { recursive: true })
  Object.assign(process.env, settings(secrets()))

  const { PlcServer, Database } = installed('@did-plc/server')
  const plc = PlcServer.create({ db: Database.mock(), port: Number(plcPort) })
  await plc.start()

  const { PDS, envToCfg, envToSecrets, readEnv } = installed('@atproto/pds')
  const env = readEnv()
  const pds = await PDS.create(envToCfg(env), envToSecrets(env))
  await pds.start()
  process.stdout.write('ready\n')

  for (const name of ['SIGTERM', 'SIGINT']) {
    process.once(name, async () => {
      await pds.destroy()
      await plc.destroy()
      process.exit(0)
    })
  }
}

main().catch((error) => {
  console.error(error)
  process.exit(1)
})
