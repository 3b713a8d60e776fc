/* check
title:    Endless
clause:   N3.2
basis:    [csl/protect]
severity: high
assets:   [site]
proof:    presence
says:     "x"
remedy:   mend it
examples:
  - fail:    {web_page: [{asset: 1}]}
*/
SELECT h.asset, 0 AS evidence FROM web_page h WHERE h.asset / (h.status - h.status) > 0 OR h.no_such_column;
