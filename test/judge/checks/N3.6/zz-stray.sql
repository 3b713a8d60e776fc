/* check
title:    Stray
clause:   N3.6
basis:    [csl/protect]
severity: high
assets:   [domain]
proof:    presence
says:     "{url}"
remedy:   mend it
examples:
  - fail:    {web_page: [{asset: 1}]}
*/
SELECT p.asset, p.evidence, p.url FROM web_page p;
