-- One finding in the procedure. id: the finding's number; one seen again after it was closed is a new case "<finding>-2". state: key of life.def. Times UTC seconds, 0: none. due: the first moment that is late. evidence: SHA-256s, basis: keys of laws, separated by blanks.
CREATE TABLE cases(id @TEXT PRIMARY KEY, finding @TEXT NOT NULL, serial @INT NOT NULL, state @TEXT NOT NULL, round @INT NOT NULL, uscc @TEXT NOT NULL, unit @TEXT NOT NULL, tool @TEXT NOT NULL, rule @TEXT NOT NULL, title @TEXT NOT NULL, severity @TEXT NOT NULL, clause @TEXT NOT NULL, asset @TEXT NOT NULL, object @TEXT NOT NULL, place @TEXT NOT NULL, says @TEXT NOT NULL, remedy @TEXT NOT NULL, basis @TEXT NOT NULL, evidence @TEXT NOT NULL, days @INT NOT NULL, days_unit @TEXT NOT NULL, seen_first @INT NOT NULL, seen_last @INT NOT NULL, run @TEXT NOT NULL, judgement @INT NOT NULL, reopened_from @TEXT NOT NULL, same_as @TEXT NOT NULL, tester @TEXT NOT NULL, notice @TEXT NOT NULL, opened_at @INT NOT NULL, closed_at @INT NOT NULL, due @INT NOT NULL)@PLAIN;
CREATE INDEX cases_finding ON cases(finding, serial);
CREATE INDEX cases_state ON cases(state, due);
CREATE INDEX cases_unit ON cases(uscc, state);
CREATE INDEX cases_notice ON cases(notice);
-- Who saw it, where: one row a finding and source (a run's id, an imported file's SHA-256). ref: line or number there.
CREATE TABLE case_sighting(finding @TEXT NOT NULL, source @TEXT NOT NULL, tool @TEXT NOT NULL, at @INT NOT NULL, ref @TEXT NOT NULL, PRIMARY KEY (finding, source))@CLUSTERED;
-- Files whose findings were taken in.
CREATE TABLE case_source(source @TEXT PRIMARY KEY, tool @TEXT NOT NULL, name @TEXT NOT NULL, at @INT NOT NULL, actor @TEXT NOT NULL, found @INT NOT NULL, opened @INT NOT NULL)@PLAIN;
-- Rounds of rectification, each with its test.
CREATE TABLE case_round(subject @TEXT NOT NULL, n @INT NOT NULL, round @INT NOT NULL, tester @TEXT NOT NULL, at @INT NOT NULL, result @TEXT NOT NULL, reason @TEXT NOT NULL, run @TEXT NOT NULL, evidence @TEXT NOT NULL, PRIMARY KEY (subject, n))@CLUSTERED;
-- Extensions asked for. until: UTC seconds, the first moment that is late.
CREATE TABLE extension(id @TEXT PRIMARY KEY, subject @TEXT NOT NULL, state @TEXT NOT NULL, was_due @INT NOT NULL, until @INT NOT NULL, asked_at @INT NOT NULL)@PLAIN;
CREATE INDEX extension_subject ON extension(subject, asked_at);
