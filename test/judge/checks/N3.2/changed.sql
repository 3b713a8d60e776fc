/* check
title:    Title changed
clause:   N3.2
basis:    [csl/protect]
severity: high
assets:   [site]
proof:    presence
says:     "{url}"
remedy:   mend it
examples:
  - fail:    {web_page_before: [{asset: 1, url: u, title: a}], web_page: [{asset: 1, url: u, title: b}]}
  - pass:    {web_page_before: [{asset: 1, url: u, title: a}], web_page: [{asset: 1, url: u, title: a}]}
  - pass:    {web_page: [{asset: 1, url: u, title: a}]}
*/
SELECT p.asset, p.evidence, p.url FROM web_page p
JOIN web_page_before b ON b.asset = p.asset AND b.url = p.url
WHERE b.title <> p.title;
