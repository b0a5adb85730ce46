// Starts the replica set and makes one user for each service; run by `mongosh --nodb` on the machine
// of a member, because MongoDB lets the first user be made only from there. May run any number of
// times: it changes nothing that is as it should be, and sets passwords that were changed.
const { readFileSync } = require("fs");

const members = process.env.MONGODB_MEMBERS.split(",");
const secret = (name) => readFileSync(`${process.env.SECRETS_DIR}/${name}`, "utf8").trim();
const here = "mongodb://127.0.0.1:27017/admin?directConnection=true";
const rootPassword = secret("MONGODB_ROOT_PASSWORD");
const asRoot = `mongodb://root:${rootPassword}@${members.join(",")}/admin?replicaSet=langnghe`;

const users = {
  auth: [{ role: "readWrite", db: "langnghe_auth" }],
  qa: [{ role: "readWrite", db: "langnghe_qa" }],
  survey: [{ role: "readWrite", db: "langnghe_survey" }],
  // Reads everything for backups, and writes nothing.
  backup: [{ role: "backup", db: "admin" }],
  // Restores and rehearses.
  operator: [
    { role: "backup", db: "admin" },
    { role: "readWriteAnyDatabase", db: "admin" },
    { role: "dbAdminAnyDatabase", db: "admin" },
  ],
};

const admin = connect(here);
if (!admin.hello().setName) {
  const config = {
    _id: "langnghe",
    members: members.map((host, number) => ({ _id: number, host, priority: number === 0 ? 2 : 1 })),
  };
  print(`starting the replica set: ${JSON.stringify(admin.adminCommand({ replSetInitiate: config }).ok)}`);
}
while (!admin.hello().primary) sleep(500);

const isRootThere = () => {
  try {
    return connect(asRoot).runCommand({ ping: 1 }).ok === 1;
  } catch (error) {
    if (error.codeName !== "AuthenticationFailed") throw error;
    return false;
  }
};
if (!isRootThere()) {
  while (!admin.hello().isWritablePrimary) sleep(500);
  admin.createUser({ user: "root", pwd: rootPassword, roles: ["root"] });
  print("made root");
}

const all = connect(asRoot);
for (const [user, roles] of Object.entries(users)) {
  const pwd = secret(`MONGODB_${user.toUpperCase()}_PASSWORD`);
  if (all.getUser(user)) all.updateUser(user, { pwd, roles });
  else all.createUser({ user, pwd, roles });
  print(`${user} may ${roles.map(({ role, db }) => `${role} ${db}`).join(", ")}`);
}
