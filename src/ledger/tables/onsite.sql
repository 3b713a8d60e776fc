-- Inspection on site: one record a visit. state: open, closed. recusal: what was answered when it was told. signed: the unit signed; else refusal says why not.
CREATE TABLE onsite(id @TEXT PRIMARY KEY, n @INT NOT NULL, uscc @TEXT NOT NULL, unit @TEXT NOT NULL, location @TEXT NOT NULL, approval @TEXT NOT NULL, present @TEXT NOT NULL, post @TEXT NOT NULL, recusal @TEXT NOT NULL, state @TEXT NOT NULL, opened_at @INT NOT NULL, closed_at @INT NOT NULL, opened_by @TEXT NOT NULL, statement @TEXT NOT NULL, signed @BOOL NOT NULL, refusal @TEXT NOT NULL, witness @TEXT NOT NULL, number @TEXT NOT NULL)@PLAIN;
CREATE INDEX onsite_unit ON onsite(uscc, n);
-- Who was there. part: officer, technician, recused. cert: as it was shown.
CREATE TABLE onsite_person(onsite @TEXT NOT NULL, person @TEXT NOT NULL, n @INT NOT NULL, part @TEXT NOT NULL, name @TEXT NOT NULL, cert @TEXT NOT NULL, institution @TEXT NOT NULL, PRIMARY KEY (onsite, person))@CLUSTERED;
-- What was done, in order. kind: record, interview, examine, test, photo. subject: a check's or question's id, or empty. place: where, of a problem. verdict: key of model/answer.h, or
-- empty. evidence: SHA-256s, separated by blanks.
CREATE TABLE onsite_item(onsite @TEXT NOT NULL, n @INT NOT NULL, kind @TEXT NOT NULL, title @TEXT NOT NULL, subject @TEXT NOT NULL, says @TEXT NOT NULL, place @TEXT NOT NULL, verdict @TEXT NOT NULL, who @TEXT NOT NULL, post @TEXT NOT NULL, phone @TEXT NOT NULL, helper @TEXT NOT NULL, recorder @TEXT NOT NULL, actor @TEXT NOT NULL, at @INT NOT NULL, until_at @INT NOT NULL, evidence @TEXT NOT NULL, leaf @INT NOT NULL, PRIMARY KEY (onsite, n))@CLUSTERED;
-- Questions and answers of an interview.
CREATE TABLE onsite_asked(onsite @TEXT NOT NULL, item @INT NOT NULL, n @INT NOT NULL, question @TEXT NOT NULL, answer @TEXT NOT NULL, PRIMARY KEY (onsite, item, n))@CLUSTERED;
