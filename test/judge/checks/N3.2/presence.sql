/* check
title:    Leak
clause:   N3.2
basis:    [csl/protect]
severity: high
assets:   [site]
proof:    presence
says:     "{url} {kind}"
remedy:   mend it
examples:
  - fail:    {web_leak: [{asset: 1, url: u, kind: git}]}
  - pass:    {web_page: [{asset: 1}]}
  - unknown: {partial: [web_leak]}
*/
SELECT l.asset, l.evidence, l.url, l.kind FROM web_leak l;
