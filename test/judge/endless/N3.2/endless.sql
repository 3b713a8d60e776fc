/* check
title:    Endless
clause:   N3.2
basis:    [csl/protect]
severity: low
assets:   [site]
proof:    presence
says:     "{n}"
remedy:   none
examples:
  - pass:  {}
*/
WITH RECURSIVE r(i) AS (SELECT 1 UNION ALL SELECT i % 1000 + 1 FROM r)
SELECT p.asset, p.evidence, c.n FROM web_page p JOIN (SELECT COUNT(*) AS n FROM r) AS c ON c.n > 0;
