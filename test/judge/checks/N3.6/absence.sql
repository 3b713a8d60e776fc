/* check
title:    No number
clause:   N3.6
basis:    [csl/protect]
severity: high
assets:   [site]
proof:    absence
applies:  SELECT p.asset FROM web_page p WHERE p.home AND p.status = 200
says:     "{url}"
remedy:   mend it
examples:
  - fail:    {web_page: [{asset: 1, url: u, home: true, status: 200}]}
  - pass:    {web_page: [{asset: 1, url: u, home: true, status: 200}], icp_mark: [{asset: 1}]}
  - na:      {web_page: [{asset: 1, url: u, home: true, status: 404}]}
*/
SELECT p.asset, p.evidence, p.url
FROM web_page p
WHERE p.home AND p.status = 200 AND NOT EXISTS (SELECT 1 FROM icp_mark m WHERE m.asset = p.asset);
