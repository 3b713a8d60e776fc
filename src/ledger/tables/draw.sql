CREATE TABLE campaign(name @TEXT PRIMARY KEY, at @INT NOT NULL)@PLAIN;
-- One row a draw; number is 2026-001, n counts from 1 within the year and leaves no gap. state, method: enums of ledger/campaign.h and draw.h.
CREATE TABLE draw(number @TEXT PRIMARY KEY, year @INT NOT NULL, n @INT NOT NULL, campaign @TEXT NOT NULL, state @INT NOT NULL, method @INT NOT NULL, strata @INT NOT NULL, reserve @INT NOT NULL, rest @INT NOT NULL, officers @BOOL NOT NULL, load @INT NOT NULL, day @INT NOT NULL, beacon_source @TEXT NOT NULL, beacon_fallback @TEXT NOT NULL, beacon_at @INT NOT NULL, held_at @INT NOT NULL, held_by @TEXT NOT NULL, reason @TEXT NOT NULL, UNIQUE (year, n))@PLAIN;
CREATE TABLE draw_quota(draw @TEXT NOT NULL, n @INT NOT NULL, credit @TEXT NOT NULL, region @TEXT NOT NULL, risk @TEXT NOT NULL, type @TEXT NOT NULL, units @INT NOT NULL, num @INT NOT NULL, den @INT NOT NULL, PRIMARY KEY (draw, n))@CLUSTERED;
CREATE TABLE draw_exclude(draw @TEXT NOT NULL, unit @TEXT NOT NULL, reason @TEXT NOT NULL, PRIMARY KEY (draw, unit))@CLUSTERED;
-- The pool as it was. standing: enum campaign_standing; place: rank by ticket within the stratum, 0: not drawn and not in reserve. past: a,b;c,d
CREATE TABLE draw_unit(draw @TEXT NOT NULL, unit @TEXT NOT NULL, name @TEXT NOT NULL, credit @TEXT NOT NULL, region @TEXT NOT NULL, risk @TEXT NOT NULL, type @TEXT NOT NULL, excluded @TEXT NOT NULL, cap @INT NOT NULL, checked @INT NOT NULL, last @INT NOT NULL, past @TEXT NOT NULL, standing @INT NOT NULL, place @INT NOT NULL, PRIMARY KEY (draw, unit))@CLUSTERED;
CREATE INDEX draw_unit_unit ON draw_unit(unit, draw);
CREATE TABLE draw_officer(draw @TEXT NOT NULL, officer @TEXT NOT NULL, department @TEXT NOT NULL, cert_until @INT NOT NULL, PRIMARY KEY (draw, officer))@CLUSTERED;
CREATE TABLE draw_recusal(draw @TEXT NOT NULL, officer @TEXT NOT NULL, unit @TEXT NOT NULL, PRIMARY KEY (draw, officer, unit))@CLUSTERED;
-- side 0: operator, 1: supervisor. random is empty until it is revealed.
CREATE TABLE draw_commit(draw @TEXT NOT NULL, side @INT NOT NULL, person @TEXT NOT NULL, hash @BYTES NOT NULL, random @BYTES NOT NULL, salt @BYTES NOT NULL, PRIMARY KEY (draw, side))@CLUSTERED;
CREATE TABLE draw_beacon(draw @TEXT NOT NULL, side @INT NOT NULL, person @TEXT NOT NULL, fallback @BOOL NOT NULL, value @TEXT NOT NULL, PRIMARY KEY (draw, side))@CLUSTERED;
-- Who goes where, after all changes.
CREATE TABLE draw_pair(draw @TEXT NOT NULL, unit @TEXT NOT NULL, officer @TEXT NOT NULL, PRIMARY KEY (draw, unit, officer))@CLUSTERED;
-- kind: enum draw_change_kind.
CREATE TABLE draw_change(draw @TEXT NOT NULL, n @INT NOT NULL, kind @INT NOT NULL, unit @TEXT NOT NULL, gone @TEXT NOT NULL, reason @TEXT NOT NULL, person @TEXT NOT NULL, at @INT NOT NULL, PRIMARY KEY (draw, n))@CLUSTERED;
