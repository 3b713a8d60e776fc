CREATE TABLE ledger_setting(name @TEXT PRIMARY KEY, value @TEXT NOT NULL)@PLAIN;
-- roles: a set, bit n is the role's number in model/role.def.
CREATE TABLE person(id @TEXT PRIMARY KEY, name @TEXT NOT NULL, roles @INT NOT NULL, unit @TEXT NOT NULL, department @TEXT NOT NULL, cert @TEXT NOT NULL, cert_until @INT NOT NULL, active @BOOL NOT NULL)@PLAIN;
